using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace Benchmarks.Forest;

/// <summary>The scorer's own loop over rows that lie ready.</summary>
sealed class ForestCaller(ForestBackend forest, ColumnView values) : IDisposable
{
    readonly ColumnBatch _batch = new(1);
    readonly ResultColumns _results = new(2, ForestBackend.ScoreOutput);

    public void Run(int start, int count, int batch)
    {
        for (var at = start; at < start + count; at += batch)
        {
            _batch.RowCount = Math.Min(batch, start + count - at);
            _batch[0] = values.Slice(at, _batch.RowCount);
            forest.RunAsync(_batch, _results, CancellationToken.None).AsTask().Wait();
        }
    }

    public void Dispose() => _results.Dispose();
}
