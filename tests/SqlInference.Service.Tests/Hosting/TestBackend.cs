using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Tests.Hosting;

/// <summary>A model of any size in memory that answers with its input, and knows whether it is still there.</summary>
sealed class TestBackend(long bytes) : IModelBackend
{
    public bool IsDisposed { get; private set; }

    public ModelSignature Signature { get; } = new([new("x", ElementType.Float64)], [new("y", ElementType.Float64)]);

    public int MaxBatchRows => 16;

    public int Concurrency => 4;

    public long MemoryBytes => bytes;

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var answers = results[0]!;
        answers.Reset(ElementType.Float64, input.RowCount);
        input[0].Span<double>().CopyTo(answers.Span<double>());
        return ValueTask.CompletedTask;
    }

    public void Dispose() => IsDisposed = true;
}
