namespace SqlInference.Training.Metrics;

/// <summary>How far numbers are from the truth. Sums are of double precision; no rows give NaN.</summary>
public static class RegressionMetrics
{
    public static double MeanSquaredError(ReadOnlySpan<float> truth, ReadOnlySpan<float> predicted)
    {
        CheckLengths(truth, predicted);
        var sum = 0.0;
        for (var row = 0; row < truth.Length; row++)
        {
            var error = (double)truth[row] - predicted[row];
            sum += error * error;
        }

        return sum / truth.Length;
    }

    public static double RootMeanSquaredError(ReadOnlySpan<float> truth, ReadOnlySpan<float> predicted) => Math.Sqrt(MeanSquaredError(truth, predicted));

    public static double MeanAbsoluteError(ReadOnlySpan<float> truth, ReadOnlySpan<float> predicted)
    {
        CheckLengths(truth, predicted);
        var sum = 0.0;
        for (var row = 0; row < truth.Length; row++)
            sum += Math.Abs((double)truth[row] - predicted[row]);
        return sum / truth.Length;
    }

    static void CheckLengths(ReadOnlySpan<float> truth, ReadOnlySpan<float> predicted) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(predicted.Length, truth.Length);
}
