namespace SqlInference.Training.Forecasts;

/// <summary>What was a season ago comes again: what every other method has to be better than.</summary>
sealed class SeasonalNaive(int season) : ForecastMethod(season)
{
    public override string Name => Seasonally(Season > 1 ? "the last season again" : "the last value again");

    public override int Fewest => Season + 2;

    public override Forecast Continue(ReadOnlySpan<double> values, int horizon, CancellationToken cancellation)
    {
        var sum = 0.0;
        for (var i = Season; i < values.Length; i++)
            sum += (values[i] - values[i - Season]) * (values[i] - values[i - Season]);
        var variance = sum / (values.Length - Season);
        var (mean, deviation) = (new double[horizon], new double[horizon]);
        for (var step = 0; step < horizon; step++)
        {
            mean[step] = values[values.Length - Season + step % Season];
            // Every season that has passed adds its own surprise.
            deviation[step] = Math.Sqrt(variance * (1 + step / Season));
        }

        return new(mean, deviation);
    }
}
