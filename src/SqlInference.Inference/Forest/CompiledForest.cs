namespace SqlInference.Inference.Forest;

/// <summary>A forest in the forms that the scorers take. Shared by all callers.</summary>
sealed class CompiledForest : IDisposable
{
    readonly VectorWidth _width;

    public CompiledForest(RandomCutForest model, VectorWidth width)
    {
        _width = width;
        Flat = new(model);
        if (model.Dimensions == 1)
            Line = new(Flat);
    }

    public FlatForest Flat { get; }

    /// <summary>Null where there is more than one dimension.</summary>
    public LineForest? Line { get; }

    public long MemoryBytes => Flat.MemoryBytes + (Line?.MemoryBytes ?? 0);

    public BlockScorer CreateScorer() => Line == null
        ? _width switch
        {
            VectorWidth.Bits512 => new SweepScorer<Lanes512>(Flat),
            VectorWidth.Bits256 => new SweepScorer<Lanes256>(Flat),
            _ => new SweepScorer<Lanes128>(Flat),
        }
        : _width switch
        {
            VectorWidth.Bits512 => new LineScorer<Lanes512>(Line),
            VectorWidth.Bits256 => new LineScorer<Lanes256>(Line),
            _ => new LineScorer<Lanes128>(Line),
        };

    public void Dispose()
    {
        Flat.Dispose();
        Line?.Dispose();
    }
}
