using SqlInference.Training.Features;

namespace SqlInference.Training.Perceptrons;

/// <summary>Rows with what they should give: numbers, or classes from 0 on.</summary>
public sealed record PerceptronData(FeatureMatrix Features, float[] Targets)
{
    public int Rows => Targets.Length;
}
