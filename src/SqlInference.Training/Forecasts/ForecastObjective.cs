namespace SqlInference.Training.Forecasts;

/// <summary>What a forecast is judged by, under the names that Amazon Forecast has for it; less is better.</summary>
public sealed record ForecastObjective(string Name, string Metric, Func<ForecastErrors, double> Of)
{
    /// <summary>What counts where nothing is said.</summary>
    public static ForecastObjective Default => All[0];

    public static IReadOnlyList<ForecastObjective> All { get; } =
    [
        new("AverageWeightedQuantileLoss", "validation:wql", errors => errors.QuantileLoss / errors.Actual),
        new("WAPE", "validation:wape", errors => errors.Absolute / errors.Actual),
        new("RMSE", "validation:rmse", errors => Math.Sqrt(errors.Squared / errors.Count)),
        new("MAPE", "validation:mape", errors => errors.Relative / errors.RelativeCount),
        new("MASE", "validation:mase", errors => errors.Scaled / errors.Count),
    ];

    public static ForecastObjective? Find(string name) => All.FirstOrDefault(objective => objective.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
