using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary>
/// <c>duckdb_string_t</c>, one cell of a VARCHAR or BLOB vector: a 32-bit length, then up to 12 bytes inline, or a
/// prefix of 4 bytes and a pointer. What stands in the cell of a NULL is garbage: check validity first.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
unsafe struct NativeString
{
    const int InlineLength = 12;

    [FieldOffset(0)]
    readonly uint _length;

    [FieldOffset(8)]
    readonly byte* _pointer;

    /// <summary>The bytes of the cell at <paramref name="cell"/>, which must stay where it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Bytes(NativeString* cell)
    {
        var length = (int)cell->_length;
        return new(length <= InlineLength ? (byte*)cell + sizeof(uint) : cell->_pointer, length);
    }
}
