namespace SqlInference.Training.Forecasts;

/// <summary>Sums over values that were forecast and then known.</summary>
public sealed class ForecastErrors
{
    public int Count { get; private set; }

    /// <summary>Of the known values, without their signs.</summary>
    public double Actual { get; private set; }

    public double Absolute { get; private set; }

    public double Squared { get; private set; }

    /// <summary>Shares of the known values, of which those that are 0 are left out.</summary>
    public double Relative { get; private set; }

    public int RelativeCount { get; private set; }

    /// <summary>In units of what the last season, taken again, was wrong by in the past.</summary>
    public double Scaled { get; private set; }

    /// <summary>The mean over the quantiles of what each lost: how far it was from the value, weighed by how unlikely that side was to be.</summary>
    public double QuantileLoss { get; private set; }

    /// <param name="scale">The unit of <see cref="Scaled"/>.</param>
    public void Add(Forecast forecast, ReadOnlySpan<double> actual, IReadOnlyList<double> quantiles, double scale)
    {
        for (var step = 0; step < actual.Length; step++)
        {
            var (value, error) = (actual[step], Math.Abs(actual[step] - forecast.Mean[step]));
            Count++;
            Actual += Math.Abs(value);
            Absolute += error;
            Squared += error * error;
            Scaled += error / scale;
            if (value != 0)
            {
                Relative += error / Math.Abs(value);
                RelativeCount++;
            }
        }

        foreach (var share in quantiles)
        {
            var quantile = forecast.Quantile(share);
            for (var step = 0; step < actual.Length; step++)
            {
                var above = actual[step] - quantile[step];
                QuantileLoss += 2 * Math.Max(share * above, (share - 1) * above) / quantiles.Count;
            }
        }
    }

    public void Add(ForecastErrors other)
    {
        Count += other.Count;
        Actual += other.Actual;
        Absolute += other.Absolute;
        Squared += other.Squared;
        Relative += other.Relative;
        RelativeCount += other.RelativeCount;
        Scaled += other.Scaled;
        QuantileLoss += other.QuantileLoss;
    }
}
