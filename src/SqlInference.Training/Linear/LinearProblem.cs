using SqlInference.Training.Features;

namespace SqlInference.Training.Linear;

/// <summary>
/// Rows with what they should give. Features are the dense ones first, then the sparse ones. A missing dense value adds
/// nothing to a margin: it counts as 0.
/// </summary>
public sealed record LinearProblem
{
    /// <summary>The most classes whose order is made use of.</summary>
    public const int MostOrderedClasses = 32;

    public FeatureMatrix? Dense { get; init; }

    public SparseRows? Sparse { get; init; }

    /// <summary>Numbers; for <see cref="LinearLoss.Softmax"/> classes from 0, for logistic and hinge loss 0 or 1.</summary>
    public required float[] Targets { get; init; }

    /// <summary>How much each row counts; null where all count the same.</summary>
    public float[]? Weights { get; init; }

    /// <summary>How many classes softmax loss tells apart; otherwise 1.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>
    /// 1 where the classes have no order. Where they have one, as stars have: the less, the more freely margins rise or fall
    /// evenly from class to class than bend.
    /// </summary>
    public double OrderDecay { get; init; } = 1;

    public int Rows => Targets.Length;

    internal int DenseFeatures => Dense?.Features ?? 0;

    internal int Features => DenseFeatures + (Sparse?.Columns ?? 0);
}
