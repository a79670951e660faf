namespace SqlInference.Training.Features;

/// <summary>Rows to train from: row-major, one number per feature; NaN where a value is missing. The array is not copied.</summary>
public sealed record FeatureMatrix(int Rows, int Features, float[] Values)
{
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Features, Features);
}
