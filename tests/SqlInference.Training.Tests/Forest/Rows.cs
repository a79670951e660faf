using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tests.Forest;

/// <summary>A batch of Float64 columns, null for NULL, that owns its memory.</summary>
public sealed class Rows : IDisposable
{
    readonly ColumnBuffer[] _buffers;

    public Rows(params double?[][] columns)
    {
        _buffers = [.. columns.Select(_ => new ColumnBuffer())];
        Batch = new(columns.Length) { RowCount = columns[0].Length };
        for (var column = 0; column < columns.Length; column++)
        {
            var buffer = _buffers[column];
            buffer.Reset(ElementType.Float64, columns[column].Length);
            for (var row = 0; row < columns[column].Length; row++)
            {
                buffer.Span<double>()[row] = columns[column][row] ?? double.NaN;
                if (columns[column][row] == null)
                    buffer.SetNull(row);
            }

            Batch[column] = buffer.View;
        }
    }

    public ColumnBatch Batch { get; }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }
}
