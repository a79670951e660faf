using SqlInference.Training.Features;

namespace SqlInference.Training.Boosting;

/// <summary>
/// Rows with what they should lead to: a class is its number, counted from 0. What a sparse row leaves out is a missing value to
/// trees, and 0 to gblinear.
/// </summary>
public sealed record BoosterData
{
    public BoosterData(FeatureMatrix rows, float[] labels, float[]? weights = null) : this(rows.Rows, labels, weights) => Dense = rows;

    public BoosterData(SparseRows rows, float[] labels, float[]? weights = null) : this(rows.Rows, labels, weights) => Sparse = rows;

    BoosterData(int rows, float[] labels, float[]? weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, rows);
        if (weights is not null)
            ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, rows);
        Labels = labels;
        Weights = weights;
    }

    public FeatureMatrix? Dense { get; }

    public SparseRows? Sparse { get; }

    public float[] Labels { get; }

    /// <summary>How much each row counts; null where all count the same.</summary>
    public float[]? Weights { get; }
}
