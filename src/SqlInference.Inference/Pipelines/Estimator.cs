namespace SqlInference.Inference.Pipelines;

/// <summary>Features to margins. Immutable; called by many threads at once, each with a scratch of its own.</summary>
public abstract unsafe class Estimator
{
    /// <summary>How many margins a row has.</summary>
    public abstract int Outputs { get; }

    public abstract long MemoryBytes { get; }

    /// <summary>What a caller needs for itself; null where that is nothing.</summary>
    public virtual object? CreateScratch() => null;

    /// <summary>Writes <c>margins[output * stride + row]</c>.</summary>
    public abstract void Score(in FeatureBlock block, object? scratch, float* margins);
}
