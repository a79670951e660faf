namespace SqlInference.Training.Features;

/// <summary>Rows to train from: row-major, one number per feature; NaN where a value is missing. The array is not copied.</summary>
public sealed record FeatureMatrix(int Rows, int Features, float[] Values)
{
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Features, Features);

    /// <summary>The same rows with more features behind their own.</summary>
    public FeatureMatrix Beside(int more, Func<int, ReadOnlySpan<float>> rowOf)
    {
        var width = Features + more;
        var values = new float[(long)Rows * width];
        for (var row = 0; row < Rows; row++)
        {
            Row(row).CopyTo(values.AsSpan(row * width));
            rowOf(row).CopyTo(values.AsSpan(row * width + Features));
        }

        return new(Rows, width, values);
    }
}
