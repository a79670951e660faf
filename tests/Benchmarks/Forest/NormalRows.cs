using SqlInference.Inference.Columns;

namespace Benchmarks.Forest;

/// <summary>Normally distributed columns, the same in every run.</summary>
sealed unsafe class NormalRows : IDisposable
{
    readonly ColumnBuffer[] _columns;

    public NormalRows(int columns, int rows)
    {
        var random = new Random(1);
        _columns = new ColumnBuffer[columns];
        All = new(columns) { RowCount = rows };
        for (var column = 0; column < columns; column++)
        {
            _columns[column] = new();
            _columns[column].Reset(ElementType.Float64, rows);
            foreach (ref var value in _columns[column].Span<double>())
                value = 100 + 15 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            All[column] = _columns[column].View;
        }
    }

    public ColumnBatch All { get; }

    /// <summary>Points a batch at some of the rows.</summary>
    public void Slice(int start, int count, ColumnBatch batch)
    {
        batch.RowCount = count;
        for (var column = 0; column < _columns.Length; column++)
            batch[column] = new(ElementType.Float64, count, (double*)All[column].Values + start);
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
    }
}
