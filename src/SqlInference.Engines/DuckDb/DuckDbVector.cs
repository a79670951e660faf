using System.Runtime.CompilerServices;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Results;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// The values of a column as they stand in DuckDB's memory, for whoever writes them in a format of their own. Good until the
/// result moves to its next chunk. What stands in the place of a NULL is garbage.
/// </summary>
public readonly unsafe struct DuckDbVector
{
    readonly nint _vector;
    readonly byte* _data;
    readonly ulong* _validity;

    internal DuckDbVector(nint vector)
    {
        _vector = vector;
        _data = DuckDbNative.VectorData(vector);
        _validity = DuckDbNative.VectorValidity(vector);
    }

    /// <summary>The elements of all lists of a LIST or MAP; the latter's are structs of key and value.</summary>
    public DuckDbVector ListElements => new(DuckDbNative.ListChild(_vector));

    /// <summary>The elements of all values of an ARRAY, one after the other.</summary>
    public DuckDbVector ArrayElements => new(DuckDbNative.ArrayChild(_vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(long row) => Validity.IsValid(_validity, row);

    /// <summary>A value of fixed width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At<T>(long row) where T : unmanaged => ((T*)_data)[row];

    /// <summary>The bytes of a VARCHAR or BLOB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> BytesAt(long row) => NativeString.Bytes((NativeString*)_data + row);

    /// <summary>Where in <see cref="ListElements"/> a list lies.</summary>
    public (long Start, long Length) ListAt(long row)
    {
        var list = ((NativeListEntry*)_data)[row];
        return ((long)list.Offset, (long)list.Length);
    }

    /// <summary>Months, days and microseconds.</summary>
    public (int Months, int Days, long Micros) IntervalAt(long row)
    {
        var interval = ((NativeInterval*)_data)[row];
        return (interval.Months, interval.Days, interval.Micros);
    }

    /// <summary>The digits of a DECIMAL, without its point.</summary>
    public Int128 UnscaledAt(DuckDbType type, long row) => VectorText.Unscaled(type, _data, row);

    /// <summary>The text of an ENUM's value.</summary>
    public ReadOnlySpan<byte> EnumAt(DuckDbType type, long row) => type.EnumValues[EnumCode.At(_data, type.Width, row)];

    /// <summary>Writes a value that is not NULL as DuckDB itself prints it.</summary>
    internal void WriteText(VectorText text, DuckDbType type, long row, System.Buffers.IBufferWriter<byte> utf8) => text.Write(type, _vector, row, utf8);
}
