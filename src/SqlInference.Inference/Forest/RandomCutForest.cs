namespace SqlInference.Inference.Forest;

/// <summary>A trained random cut forest: what the model file holds. Immutable.</summary>
/// <param name="SamplesPerTree">What was asked for; a tree's own mass says how many it got.</param>
/// <param name="ShingleSize">How many consecutive rows make one point; the featurizer's inputs are already repeated.</param>
public sealed record RandomCutForest(
    ForestFeaturizer Featurizer,
    IReadOnlyList<ForestTree> Trees,
    int SamplesPerTree,
    int ShingleSize,
    ulong Seed)
{
    public int Dimensions => Featurizer.Dimensions;
}
