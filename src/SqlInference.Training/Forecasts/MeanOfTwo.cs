namespace SqlInference.Training.Forecasts;

/// <summary>Two methods, of which each makes good for what the other is wrong by (Bates and Granger 1969).</summary>
sealed class MeanOfTwo(ForecastMethod first, ForecastMethod second) : ForecastMethod(Math.Max(first.Season, second.Season))
{
    public override string Name => $"the mean of: {first.Name}; {second.Name}";

    public override int Fewest => Math.Max(first.Fewest, second.Fewest);

    public override Forecast Continue(ReadOnlySpan<double> values, int horizon, CancellationToken cancellation) =>
        Of(first.Continue(values, horizon, cancellation), second.Continue(values, horizon, cancellation));

    public static Forecast Of(Forecast one, Forecast other) => new(Between(one.Mean, other.Mean), Between(one.Deviation, other.Deviation));

    static double[] Between(double[] one, double[] other) => [.. one.Zip(other, (first, second) => (first + second) / 2)];
}
