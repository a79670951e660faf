namespace SqlInference.Training.Perceptrons;

/// <summary>How a multilayer perceptron is fitted.</summary>
public sealed record PerceptronOptions
{
    public PerceptronLoss Loss { get; init; }

    /// <summary>How many units each layer between features and margins has.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 32];

    public double LearningRate { get; init; } = 3e-3;

    /// <summary>What part of itself a weight loses in a step, for each unit of the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.3;

    public int BatchRows { get; init; } = 64;

    public int MostEpochs { get; init; } = 300;

    /// <summary>Ends after so many epochs without a lower loss on rows put aside.</summary>
    public int PatientEpochs { get; init; } = 20;

    public ulong Seed { get; init; } = 1;
}

/// <summary>What a perceptron is fitted to make small.</summary>
public enum PerceptronLoss
{
    Squared,
    Logistic,
    Softmax,
}
