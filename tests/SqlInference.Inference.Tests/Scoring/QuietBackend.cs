using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Scoring;

/// <summary>Doubles one column without allocating anything.</summary>
sealed class QuietBackend : IModelBackend
{
    public ModelSignature Signature { get; } = new([new("a", ElementType.Float64)], [new("prediction", ElementType.Float64)]);

    public int MaxBatchRows => 4096;

    public int Concurrency => 2;

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        results[0]!.Reset(ElementType.Float64, input.RowCount);
        var from = input[0].Span<double>();
        var to = results[0]!.Span<double>();
        for (var row = 0; row < from.Length; row++)
            to[row] = from[row] * 2;
        return default;
    }

    public void Dispose()
    {
    }
}
