using SqlInference.Training.Features;
using SqlInference.Training.Ngrams;

namespace SqlInference.Training.TextClassification;

/// <summary>Texts with their classes.</summary>
public sealed record TextClassifierData
{
    public required ITexts Texts { get; init; }

    /// <summary>Numbers that go with the texts; to be scaled before, to about 1.</summary>
    public FeatureMatrix? Dense { get; init; }

    /// <summary>From 0 to <see cref="Classes"/> - 1; each class has at least one row.</summary>
    public required int[] Labels { get; init; }

    public required int Classes { get; init; }

    /// <summary>Whether the classes are in an order that means something, as stars are and colours are not.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>How much each row counts; null where all count the same.</summary>
    public float[]? Weights { get; init; }
}
