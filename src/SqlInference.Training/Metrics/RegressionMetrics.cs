namespace SqlInference.Training.Metrics;

/// <summary>How far numbers are from the truth. Sums are of double precision; no rows give NaN.</summary>
public static class RegressionMetrics
{
    public static double MeanSquaredError(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        CheckLengths(truth, predicted);
        var sum = 0.0;
        for (var row = 0; row < truth.Length; row++)
        {
            var error = truth[row] - predicted[row];
            sum += error * error;
        }

        return sum / truth.Length;
    }

    public static double RootMeanSquaredError(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted) => Math.Sqrt(MeanSquaredError(truth, predicted));

    public static double MeanAbsoluteError(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        CheckLengths(truth, predicted);
        var sum = 0.0;
        for (var row = 0; row < truth.Length; row++)
            sum += Math.Abs(truth[row] - predicted[row]);
        return sum / truth.Length;
    }

    static void CheckLengths(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(predicted.Length, truth.Length);
}
