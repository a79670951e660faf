namespace SqlInference.Inference.Explanations;

/// <summary>What a training row is like to a linear model, on average.</summary>
/// <param name="Features">The mean of each feature; a missing value counts as 0, as it does in a margin.</param>
/// <param name="Texts">For each text that is read word by word, what it adds to each margin.</param>
public sealed record LinearMeans(IReadOnlyList<double> Features, IReadOnlyList<IReadOnlyList<double>> Texts);
