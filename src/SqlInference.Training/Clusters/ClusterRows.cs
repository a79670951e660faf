using SqlInference.Inference.Features;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Clusters;

/// <summary>The features of all rows in blocks, each column by column, as they are scored: feature f of a block's row r is at <c>f * Stride + r</c>.</summary>
sealed class ClusterRows
{
    public const int Stride = RowBlocks.Rows;

    readonly float[][] _blocks;

    ClusterRows(int count, int features, float[][] blocks) => (Count, Features, _blocks) = (count, features, blocks);

    public int Count { get; }

    public int Features { get; }

    public int Blocks => _blocks.Length;

    public static unsafe ClusterRows Of(TrainingTable table, FeaturePlan plan)
    {
        var blocks = new float[(table.RowCount + Stride - 1) / Stride][];
        FeatureRows.ForEach(table, [.. Enumerable.Range(0, table.RowCount)], plan, (start, _, features) =>
            blocks[start / Stride] = new ReadOnlySpan<float>((float*)features, plan.Width * Stride).ToArray());
        return new(table.RowCount, plan.Width, blocks);
    }

    public float[] Block(int block) => _blocks[block];

    /// <summary>How many rows a block has: the last one may not be full.</summary>
    public int RowsOf(int block) => Math.Min(Stride, Count - block * Stride);

    public void Copy(int row, Span<float> features)
    {
        var block = _blocks[row / Stride];
        for (var feature = 0; feature < features.Length; feature++)
            features[feature] = block[feature * Stride + row % Stride];
    }

    /// <summary>The mean of each feature.</summary>
    public double[] Means() => [.. Enumerable.Range(0, Features).Select(feature => Sum(feature, 0, power: 1) / Count)];

    /// <summary>The mean of the features' variances.</summary>
    public double MeanVariance(double[] means) => means.Select((mean, feature) => Sum(feature, mean, power: 2)).Sum() / Count / Features;

    double Sum(int feature, double less, int power)
    {
        var sum = 0.0;
        for (var block = 0; block < Blocks; block++)
        {
            foreach (var value in _blocks[block].AsSpan(feature * Stride, RowsOf(block)))
                sum += power == 1 ? value - less : (value - less) * (value - less);
        }

        return sum;
    }
}
