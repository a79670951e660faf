namespace SqlInference.Training.Features;

/// <summary>Rows to train from: row-major, one number per feature; NaN where a value is missing. The array is not copied.</summary>
public sealed record FeatureMatrix(int Rows, int Features, float[] Values)
{
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Features, Features);

    /// <summary>The rows with these numbers, in this order.</summary>
    public FeatureMatrix Take(ReadOnlySpan<int> rows)
    {
        var values = new float[checked(rows.Length * Features)];
        for (var i = 0; i < rows.Length; i++)
            Values.AsSpan(rows[i] * Features, Features).CopyTo(values.AsSpan(i * Features));
        return new(rows.Length, Features, values);
    }
}
