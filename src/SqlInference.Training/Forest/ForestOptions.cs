using SqlInference.Errors;
using SqlInference.Inference.Forest;

namespace SqlInference.Training.Forest;

/// <summary>Hyperparameters of a random cut forest, with AWS's names, defaults and ranges.</summary>
public sealed record ForestOptions
{
    public const ulong DefaultSeed = 42;

    /// <summary><c>num_trees</c>, 50 to 1000.</summary>
    public int NumTrees { get; init; } = 100;

    /// <summary><c>num_samples_per_tree</c>, 1 to 2048.</summary>
    public int NumSamplesPerTree { get; init; } = 256;

    /// <summary><c>feature_dim</c>: null to take what the query gives; otherwise it has to agree with it.</summary>
    public int? FeatureDim { get; init; }

    /// <summary><c>shingle_size</c>: how many consecutive rows make one point.</summary>
    public int ShingleSize { get; init; } = 1;

    /// <summary><c>seed</c>: the same rows and the same seed give the same forest on every machine.</summary>
    public ulong Seed { get; init; } = DefaultSeed;

    /// <exception cref="SqlInferenceException">A value is out of its range.</exception>
    public void Validate()
    {
        HyperparameterRange.Check("num_trees", NumTrees, 50, 1000);
        HyperparameterRange.Check("num_samples_per_tree", NumSamplesPerTree, 1, 2048);
        HyperparameterRange.Check("shingle_size", ShingleSize, 1, ForestFeaturizer.MaxDimensions);
        if (FeatureDim is { } dimensions)
            HyperparameterRange.Check("feature_dim", dimensions, 1, ForestFeaturizer.MaxDimensions);
    }
}
