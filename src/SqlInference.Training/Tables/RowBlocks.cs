using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tables;

/// <summary>Hands out chosen rows of a table as batches, as they would come in a request.</summary>
sealed class RowBlocks(TrainingTable table) : IDisposable
{
    public const int Rows = 256;

    readonly ColumnBuffer[] _buffers = [.. table.Columns.Select(_ => new ColumnBuffer())];
    readonly ColumnBatch _batch = new(table.Columns.Count);

    /// <param name="columns">The columns that are wanted; the others are left as they were.</param>
    public ColumnBatch Take(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
    {
        _batch.RowCount = rows.Length;
        foreach (var column in columns)
        {
            table.Columns[column].Gather(rows, _buffers[column]);
            _batch[column] = _buffers[column].View;
        }

        return _batch;
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }
}
