using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Tells how much each input moves the margins of an estimator: Shapley values, which add up to the margin less what is expected of a
/// row that nothing is known of. Not thread-safe: each caller has one of its own.
/// </summary>
public abstract unsafe class MarginExplainer
{
    /// <summary>Each margin of a row that nothing is known of.</summary>
    public abstract IReadOnlyList<double> Expected { get; }

    /// <summary>Roughly how many steps a row takes.</summary>
    public abstract long Work { get; }

    /// <summary>Adds <paramref name="weight"/> times the Shapley values to <c>values[(output * inputs + input) * stride + row]</c>.</summary>
    public abstract void Add(in FeatureBlock block, double weight, double* values);
}
