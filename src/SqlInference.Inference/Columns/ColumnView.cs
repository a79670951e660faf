using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Columns;

/// <summary>
/// A column of values in memory that somebody else owns and keeps in place while the view is used: a
/// <see cref="ColumnBuffer"/>, a database's own vector, a pinned request body. Laid out as in Arrow: fixed-width
/// values, or offsets into UTF-8 bytes; a validity bitmap whose bit i of word i/64 is set where row i has a value.
/// </summary>
public readonly unsafe struct ColumnView
{
    public ColumnView(ColumnType type, int rowCount, void* values, ulong* validity = null, byte* text = null)
    {
        Type = type;
        RowCount = rowCount;
        Values = (byte*)values;
        Validity = validity;
        Text = text;
    }

    public ColumnType Type { get; }

    public int RowCount { get; }

    /// <summary>Fixed-width values, rows one after the other; for text <c>RowCount + 1</c> 32-bit offsets into <see cref="Text"/>.</summary>
    public byte* Values { get; }

    /// <summary>UTF-8 bytes of a text column, otherwise null.</summary>
    public byte* Text { get; }

    /// <summary>Null where every row has a value. What stands under a missing value is undefined, but readable.</summary>
    public ulong* Validity { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(int row) => Validity == null || ((Validity[row >> 6] >> (row & 63)) & 1) != 0;

    /// <summary>All values; lists follow one another.</summary>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged
    {
        Debug.Assert(sizeof(T) == Type.Element.Width());
        return new(Values, RowCount * Type.ElementsPerRow);
    }

    /// <summary>The UTF-8 bytes of one row of a text column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Utf8At(int row)
    {
        var offsets = (int*)Values;
        return new(Text + offsets[row], offsets[row + 1] - offsets[row]);
    }

    /// <summary>True where <see cref="Slice"/> may start at this row: a bitmap can be cut between its words only.</summary>
    public bool CanSliceAt(int start) => Validity == null || start % 64 == 0;

    /// <summary>Some consecutive rows, in place.</summary>
    public ColumnView Slice(int start, int count)
    {
        Debug.Assert(CanSliceAt(start) && start + count <= RowCount);
        var values = Values + (long)start * Type.Element.Width() * Type.ElementsPerRow;
        return new(Type, count, values, Validity == null ? null : Validity + start / 64, Text);
    }
}
