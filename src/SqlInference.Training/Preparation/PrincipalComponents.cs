using MathNet.Numerics.LinearAlgebra;
using SqlInference.Errors;
using SqlInference.Inference.Features;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Preparation;

/// <summary>The directions in which columns vary most, as many as explain nearly all of it.</summary>
static class PrincipalComponents
{
    // The covariance matrix is this number squared.
    const int MostColumns = 1024;
    const double Explained = 0.95;

    public static ProjectStep Fit(TrainingTable table, int[] rows, FeatureSet set)
    {
        if (set.Width > MostColumns)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"PCA takes up to {MostColumns} feature columns; its column set has {set.Width}.", "Leave columns with many categories out of the set.");
        }

        var means = FeatureStatistics.Of(table, rows, set).Select(column => column.Mean).ToArray();
        var decomposition = Covariance(table, rows, set, means).Evd(Symmetricity.Symmetric);
        // In ascending order.
        var variances = decomposition.EigenValues.Select(value => Math.Max(0, value.Real)).ToArray();
        var (total, explained) = (variances.Sum(), 0.0);
        var directions = new List<IReadOnlyList<float>>();
        for (var column = set.Width - 1; column >= 0 && (directions.Count == 0 || explained < Explained * total); column--)
        {
            explained += variances[column];
            directions.Add([.. decomposition.EigenVectors.Column(column).Select(value => (float)value)]);
        }

        return new([.. means.Select(mean => (float)mean)], directions);
    }

    static unsafe Matrix<double> Covariance(TrainingTable table, int[] rows, FeatureSet set, double[] means)
    {
        var covariance = new double[set.Width, set.Width];
        FeatureRows.ForEach(table, rows, new([set]), (_, count, features) =>
        {
            for (var row = 0; row < count; row++)
            {
                for (var a = 0; a < set.Width; a++)
                {
                    var left = Value(features, a, row);
                    for (var b = 0; b <= a; b++)
                        covariance[a, b] += left * Value(features, b, row);
                }
            }
        });
        return Matrix<double>.Build.Dense(set.Width, set.Width, (a, b) => covariance[Math.Max(a, b), Math.Min(a, b)] / Math.Max(1, rows.Length - 1));

        double Value(nint features, int column, int row)
        {
            var value = ((float*)features)[(long)column * RowBlocks.Rows + row];
            return float.IsNaN(value) ? 0 : value - means[column];
        }
    }
}
