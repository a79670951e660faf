namespace SqlInference.Training.Forecasts;

/// <summary>A way to continue a series.</summary>
abstract class ForecastMethod(int season)
{
    /// <summary>After how many steps values are alike; 1 where they are not.</summary>
    public int Season => season;

    public abstract string Name { get; }

    /// <summary>How many values it needs.</summary>
    public abstract int Fewest { get; }

    /// <summary>Learns from values and continues them.</summary>
    public abstract Forecast Continue(ReadOnlySpan<double> values, int horizon, CancellationToken cancellation);

    protected string Seasonally(string name, int part = 1) => season == 1 ? name : part == 1 ? $"{name}, season of {season}" : $"{name}, seasons of {part} and {season}";
}
