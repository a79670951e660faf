using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tables;

/// <summary>Numbers and booleans as doubles; NaN is a missing value.</summary>
public sealed class NumberTableColumn : TableColumn
{
    double[] _values = [];

    public override ElementType Element => ElementType.Float64;

    /// <summary>One for each row, and perhaps more.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Whether whole numbers came that a double cannot hold.</summary>
    public bool HasLostDigits { get; private set; }

    public override bool IsMissing(int row) => double.IsNaN(_values[row]);

    internal override void Reserve(int rows)
    {
        if (rows > _values.Length)
            Array.Resize(ref _values, Math.Max(rows, _values.Length + _values.Length / 2));
    }

    internal override void Set(int row, in ColumnView from, int sourceRow) =>
        _values[row] = from.IsValid(sourceRow) ? Read(from, sourceRow) : double.NaN;

    internal override void Gather(ReadOnlySpan<int> rows, ColumnBuffer into)
    {
        into.Reset(ElementType.Float64, rows.Length);
        var target = into.Span<double>();
        for (var i = 0; i < rows.Length; i++)
        {
            target[i] = _values[rows[i]];
            if (double.IsNaN(target[i]))
                into.SetNull(i);
        }
    }

    double Read(in ColumnView from, int row) => from.Type.Element switch
    {
        ElementType.Boolean => from.Span<bool>()[row] ? 1 : 0,
        ElementType.Int8 => from.Span<sbyte>()[row],
        ElementType.Int16 => from.Span<short>()[row],
        ElementType.Int32 => from.Span<int>()[row],
        ElementType.Int64 => Rounded(from.Span<long>()[row]),
        ElementType.UInt8 => from.Span<byte>()[row],
        ElementType.UInt16 => from.Span<ushort>()[row],
        ElementType.UInt32 => from.Span<uint>()[row],
        ElementType.UInt64 => from.Span<ulong>()[row],
        ElementType.Float16 => (double)from.Span<Half>()[row],
        ElementType.Float32 => from.Span<float>()[row],
        _ => from.Span<double>()[row],
    };

    double Rounded(long value)
    {
        HasLostDigits |= (long)(double)value != value;
        return value;
    }
}
