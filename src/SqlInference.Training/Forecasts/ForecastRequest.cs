namespace SqlInference.Training.Forecasts;

/// <summary>What a statement says about a forecast.</summary>
/// <param name="Quantiles">Those that are asked for; the median counts where there are none.</param>
public sealed record ForecastRequest(Frequency Frequency, int Horizon, IReadOnlyList<double> Quantiles, ForecastObjective Objective, TimeProvider Clock)
{
    /// <summary>How many steps a series needs: a forecast is tried on steps that are known, after as many that it learns from.</summary>
    public static int FewestSteps(int horizon) => Math.Max(2 * horizon, horizon + 6);
}
