using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores rows with a random cut forest. Outputs: <c>score</c>, and <c>attribution</c>, the part of the score that each
/// input causes.
/// </summary>
public sealed class ForestBackend : IModelBackend
{
    public const int ScoreOutput = 0;
    public const int AttributionOutput = 1;

    readonly ForestFeaturizer _featurizer;
    readonly CompiledForest _forest;

    // One for each concurrent caller; null while it is out.
    readonly ForestScratch?[] _free;

    // The owner and every call under way, which may outlast the request that it was made for. The last frees the memory.
    int _users = 1;
    int _disposed;

    public ForestBackend(RandomCutForest model)
        : this(model, VectorWidths.Widest)
    {
    }

    internal ForestBackend(RandomCutForest model, VectorWidth width)
    {
        _featurizer = model.Featurizer;
        _forest = new(model, width);
        _free = new ForestScratch?[Concurrency];
        Signature = new(
            _featurizer.Inputs,
            [new("score", ElementType.Float64), new("attribution", new ColumnType(ElementType.Float64, _featurizer.Inputs.Count))]);
    }

    public ModelSignature Signature { get; }

    public int MaxBatchRows => 8192;

    public int Concurrency { get; } = Environment.ProcessorCount;

    public long MemoryBytes => _forest.MemoryBytes;

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        Enter();
        var scratch = Rent();
        try
        {
            if (results[ScoreOutput] is { } scores)
            {
                scores.Reset(Signature.Outputs[ScoreOutput].Type, input.RowCount);
                scratch.Score(input, scores.Span<double>(), cancellation);
            }

            if (results[AttributionOutput] is { } attributions)
            {
                attributions.Reset(Signature.Outputs[AttributionOutput].Type, input.RowCount);
                scratch.Attribute(input, attributions.Span<double>(), cancellation);
            }
        }
        finally
        {
            Return(scratch);
            Leave();
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    void Enter()
    {
        for (var users = Volatile.Read(ref _users); ; users = Volatile.Read(ref _users))
        {
            ObjectDisposedException.ThrowIf(users == 0, this);
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return;
        }
    }

    void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (ref var scratch in _free.AsSpan())
            Interlocked.Exchange(ref scratch, null)?.Dispose();
        _forest.Dispose();
    }

    ForestScratch Rent()
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (Interlocked.Exchange(ref slot, null) is { } scratch)
                return scratch;
        }

        return new(_forest, _featurizer);
    }

    void Return(ForestScratch scratch)
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (Interlocked.CompareExchange(ref slot, scratch, null) == null)
                return;
        }

        scratch.Dispose();
    }
}
