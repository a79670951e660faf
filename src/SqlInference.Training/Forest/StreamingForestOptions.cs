using SqlInference.Errors;

namespace SqlInference.Training.Forest;

/// <summary>
/// Parameters of a forest that learns while it scores, with the defaults and ranges of Kinesis' RANDOM_CUT_FOREST.
/// </summary>
public sealed record StreamingForestOptions
{
    /// <summary><c>num_trees</c>, 1 to 1000.</summary>
    public int NumTrees { get; init; } = 100;

    /// <summary><c>num_samples_per_tree</c>, 10 to 1000.</summary>
    public int NumSamplesPerTree { get; init; } = 256;

    /// <summary><c>time_decay</c>: a row this many rows old counts 1/e of a new one.</summary>
    public int TimeDecay { get; init; } = 100_000;

    /// <summary><c>shingle_size</c>, 1 to 30: how many consecutive rows make one point.</summary>
    public int ShingleSize { get; init; } = 1;

    /// <summary><c>seed</c>: the same rows and the same seed give the same scores on every machine.</summary>
    public ulong Seed { get; init; } = ForestOptions.DefaultSeed;

    /// <exception cref="SqlInferenceException">A value is out of its range.</exception>
    public void Validate()
    {
        HyperparameterRange.Check("num_trees", NumTrees, 1, 1000);
        HyperparameterRange.Check("num_samples_per_tree", NumSamplesPerTree, 10, 1000);
        HyperparameterRange.Check("time_decay", TimeDecay, 1, int.MaxValue);
        HyperparameterRange.Check("shingle_size", ShingleSize, 1, 30);
    }
}
