using System.Diagnostics;
using System.Runtime.InteropServices;
using SqlInference.Errors;

namespace SqlInference.Inference.Columns;

/// <summary>A column that owns its memory and is filled again and again without allocating. Not thread-safe.</summary>
public sealed unsafe class ColumnBuffer : IDisposable
{
    readonly NativeBuffer _values = new();
    readonly NativeBuffer _text = new();
    readonly NativeBuffer _validity = new();
    bool _hasNulls;

    public ColumnType Type { get; private set; }

    public int RowCount { get; private set; }

    /// <summary>What has been written. Stays usable until the next <see cref="Reset"/> or <see cref="Dispose"/>.</summary>
    public ColumnView View => new(Type, RowCount, _values.Pointer,
        _hasNulls ? (ulong*)_validity.Pointer : null, Type.Element == ElementType.Utf8 ? _text.Pointer : null);

    /// <summary>
    /// Starts a column of <paramref name="rows"/> rows. Fixed-width values may then be written in any order through
    /// <see cref="Values"/>; text is appended row by row.
    /// </summary>
    public void Reset(ColumnType type, int rows)
    {
        Type = type;
        RowCount = rows;
        _hasNulls = false;
        if (type.Element == ElementType.Utf8)
        {
            _values.Reserve(((nuint)rows + 1) * sizeof(int));
            *(int*)_values.Pointer = 0;
            _text.Reserve(64);
            AppendedRows = 0;
        }
        else
        {
            _values.Reserve((nuint)rows * (nuint)type.Element.Width() * (nuint)type.ElementsPerRow);
        }
    }

    /// <summary>The memory of the fixed-width values.</summary>
    public byte* Values => _values.Pointer;

    public Span<T> Span<T>() where T : unmanaged
    {
        Debug.Assert(sizeof(T) == Type.Element.Width() && Type.Element != ElementType.Utf8);
        return new(_values.Pointer, RowCount * Type.ElementsPerRow);
    }

    /// <summary>How many rows of a text column have been appended.</summary>
    public int AppendedRows { get; private set; }

    public void AppendText(ReadOnlySpan<byte> utf8)
    {
        var offsets = (int*)_values.Pointer;
        var end = offsets[AppendedRows];
        var newEnd = EndOfText(end, utf8.Length);
        var text = _text.Reserve((nuint)newEnd, (nuint)end);
        utf8.CopyTo(new Span<byte>(text + end, utf8.Length));
        offsets[++AppendedRows] = newEnd;
    }

    /// <summary>Marks one row as NULL. A text row must be appended (empty) all the same.</summary>
    public void SetNull(int row)
    {
        var words = Bitmap();
        words[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>The validity bitmap for writing; created with every row valid.</summary>
    public ulong* Bitmap()
    {
        var words = (nuint)((RowCount + 63) / 64);
        if (!_hasNulls)
        {
            _validity.Reserve(Math.Max(1, words) * sizeof(ulong));
            NativeMemory.Fill(_validity.Pointer, words * sizeof(ulong), 0xFF);
            _hasNulls = true;
        }

        return (ulong*)_validity.Pointer;
    }

    /// <summary>
    /// Copies <paramref name="count"/> rows of another column of the same type to row <paramref name="at"/> on. Text is
    /// only ever written at the end of what has been appended.
    /// </summary>
    public void Write(in ColumnView source, int sourceStart, int count, int at)
    {
        Debug.Assert(source.Type == Type && at + count <= RowCount);
        if (Type.Element == ElementType.Utf8)
            WriteText(source, sourceStart, count, at);
        else
            WriteFixed(source, sourceStart, count, at);

        if (source.Validity == null)
            return;
        for (var row = 0; row < count; row++)
        {
            if (!source.IsValid(sourceStart + row))
                SetNull(at + row);
        }
    }

    /// <summary>Starts a column that holds the rows of <paramref name="source"/> at <paramref name="rows"/>; -1 gives NULL.</summary>
    public void Gather(in ColumnView source, ReadOnlySpan<int> rows)
    {
        Reset(source.Type, rows.Length);
        if (Type.Element == ElementType.Utf8)
            GatherText(source, rows);
        else
            GatherFixed(source, rows);

        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row] < 0 || !source.IsValid(rows[row]))
                SetNull(row);
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _text.Dispose();
        _validity.Dispose();
    }

    void WriteFixed(in ColumnView source, int sourceStart, int count, int at)
    {
        var rowBytes = Type.Element.Width() * (long)Type.ElementsPerRow;
        NativeMemory.Copy(source.Values + sourceStart * rowBytes, Values + at * rowBytes, (nuint)(count * rowBytes));
    }

    void WriteText(in ColumnView source, int sourceStart, int count, int at)
    {
        Debug.Assert(at == AppendedRows);
        var from = (int*)source.Values + sourceStart;
        var to = (int*)_values.Pointer + at;
        var end = *to;
        var length = from[count] - from[0];
        var text = _text.Reserve((nuint)EndOfText(end, length), (nuint)end);
        NativeMemory.Copy(source.Text + from[0], text + end, (nuint)length);
        for (var row = 1; row <= count; row++)
            to[row] = end + (from[row] - from[0]);
        AppendedRows += count;
    }

    static int EndOfText(int end, int added) => added <= int.MaxValue - end ? end + added : throw new SqlInferenceException(
        ErrorConditions.InputNotAccepted, "A batch of rows holds more than 2 GB of text in one column.",
        "Pass less of each text to the model, with left(…) or substring(…).");

    void GatherText(in ColumnView source, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            AppendText(row < 0 ? [] : source.Utf8At(row));
    }

    void GatherFixed(in ColumnView source, ReadOnlySpan<int> rows)
    {
        switch (Type.Element.Width() * Type.ElementsPerRow)
        {
            case 8:
                GatherFixed((ulong*)source.Values, (ulong*)Values, rows);
                break;
            case 4:
                GatherFixed((uint*)source.Values, (uint*)Values, rows);
                break;
            case var rowBytes:
                for (var row = 0; row < rows.Length; row++)
                {
                    var to = Values + (long)row * rowBytes;
                    if (rows[row] >= 0)
                        NativeMemory.Copy(source.Values + (long)rows[row] * rowBytes, to, (nuint)rowBytes);
                    else
                        NativeMemory.Clear(to, (nuint)rowBytes);
                }

                break;
        }
    }

    static void GatherFixed<T>(T* from, T* to, ReadOnlySpan<int> rows) where T : unmanaged
    {
        for (var row = 0; row < rows.Length; row++)
            to[row] = rows[row] >= 0 ? from[rows[row]] : default;
    }
}
