using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>Somebody with a connection to the host: rows of their own, sent again and again.</summary>
sealed class Caller : IDisposable
{
    readonly ColumnBuffer[] _columns;
    readonly ColumnBatch _batch;
    readonly ResultColumns _results;
    readonly RequestContext _context = RequestContext.ForNewCaller(null, CancellationToken.None);

    public Caller(ModelSignature signature, int rows, int seed)
    {
        var random = new Random(seed);
        _columns = [.. signature.Inputs.Select(_ => new ColumnBuffer())];
        _batch = new(_columns.Length) { RowCount = rows };
        _results = new(signature.Outputs.Count, 0);
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Reset(ElementType.Float64, rows);
            foreach (ref var value in _columns[i].Span<double>())
                value = random.NextDouble() * 100;
            _batch[i] = _columns[i].View;
        }
    }

    public ValueTask AskAsync(ModelScorer scorer) => scorer.ScoreAsync(_batch, _results, _context);

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        _results.Dispose();
    }
}
