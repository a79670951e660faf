using SqlInference.Inference.Backends;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Pipelines;

/// <summary>Features to margins. Immutable; called by many threads at once, each with a scratch of its own.</summary>
public abstract unsafe class Estimator : IDisposable
{
    /// <summary>How many margins a row has.</summary>
    public abstract int Outputs { get; }

    public abstract long MemoryBytes { get; }

    /// <summary>Sees that the estimator goes with the features and inputs it will be given.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public abstract void Check(int features, IReadOnlyList<ModelInput> inputs);

    /// <summary>What a caller needs for itself; null where that is nothing.</summary>
    public virtual object? CreateScratch() => null;

    /// <summary>Whether enough is known for <see cref="CreateExplainer"/>.</summary>
    public abstract bool CanExplain { get; }

    /// <summary>What tells how much each input moves the margins, for one caller at a time.</summary>
    /// <param name="origins">For each feature the inputs that it is made of.</param>
    /// <param name="inputs">How many inputs there are.</param>
    public abstract MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs);

    /// <summary>Writes what it learnt, and says how it is read again.</summary>
    /// <param name="name">What its files are to be called, up to the extension.</param>
    public abstract EstimatorDocument Save(string name, Func<string, Stream> createFile);

    /// <summary>Writes <c>margins[output * stride + row]</c>.</summary>
    public abstract void Score(in FeatureBlock block, object? scratch, float* margins);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
