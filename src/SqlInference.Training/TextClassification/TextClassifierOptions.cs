using SqlInference.Training.Ngrams;

namespace SqlInference.Training.TextClassification;

/// <summary>What is tried, and how long.</summary>
public sealed record TextClassifierOptions
{
    public ClassObjective Objective { get; init; } = ClassObjective.Accuracy;

    public NgramOptions Ngrams { get; init; } = new();

    /// <summary>
    /// Penalties to try, as sums over the rows rather than means: the L2 of <see cref="Linear.LinearOptions"/> is this divided
    /// by the number of rows.
    /// </summary>
    public IReadOnlyList<double> Penalties { get; init; } = [0.66, 0.33, 0.16, 0.08];

    /// <summary>What to try where classes are ordered; see <see cref="Linear.LinearProblem.OrderDecay"/>.</summary>
    public IReadOnlyList<double> OrderDecays { get; init; } = [1, 0.5];

    public int Folds { get; init; } = 5;

    /// <summary>After so long no further fold is begun; one is always done.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.MaxValue;

    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 42;
}
