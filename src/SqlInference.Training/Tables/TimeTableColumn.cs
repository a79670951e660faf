using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tables;

/// <summary>Dates and times as microseconds since 1970.</summary>
public sealed class TimeTableColumn : TableColumn
{
    const long Missing = long.MinValue;

    long[] _values = [];

    public override ElementType Element => ElementType.Timestamp;

    public ReadOnlySpan<long> Values => _values;

    public override bool IsMissing(int row) => _values[row] == Missing;

    internal override void Reserve(int rows)
    {
        if (rows > _values.Length)
            Array.Resize(ref _values, Math.Max(rows, _values.Length + _values.Length / 2));
    }

    internal override void Set(int row, in ColumnView from, int sourceRow) =>
        _values[row] = from.IsValid(sourceRow) ? from.Span<long>()[sourceRow] : Missing;

    internal override void Gather(ReadOnlySpan<int> rows, ColumnBuffer into)
    {
        into.Reset(ElementType.Timestamp, rows.Length);
        var target = into.Span<long>();
        for (var i = 0; i < rows.Length; i++)
        {
            target[i] = _values[rows[i]];
            if (target[i] == Missing)
                into.SetNull(i);
        }
    }
}
