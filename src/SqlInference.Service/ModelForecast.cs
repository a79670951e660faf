using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Hosting;
using SqlInference.Training.Forecasts;

namespace SqlInference.Service;

/// <summary>One step of one series.</summary>
/// <param name="Item">Null where there is only one series.</param>
/// <param name="Time">Microseconds since 1970.</param>
/// <param name="Values">One for each percentile.</param>
public sealed record ForecastRow(string? Item, long Time, double[] Values);

/// <summary>What a FORECAST model says of the time to come.</summary>
public sealed record ModelForecast(IReadOnlyList<Percentile> Percentiles, IReadOnlyList<ForecastRow> Rows)
{
    public static ModelForecast Of(InferenceService service, ModelRecord model)
    {
        if (model.Definition.Training?.ModelType != ForecastTrainer.ModelType)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"Model {model.Name} is no FORECAST model.",
                model.Definition.Function is { } function ? $"Call its function {function.Name}." : "CREATE MODEL … MODEL_TYPE FORECAST makes one.");
        }

        var version = new ModelsInForce(service.Catalog.Models).Serving(model).Version;
        var percentiles = Service.Percentiles.Of(version.Definition.Settings.FirstOrDefault(setting => setting.Name == "PERCENTILES")?.Value);
        using var stream = File.OpenRead(service.Artifacts.PathOf(version.ArtifactId!, ForecastFile.Name));
        var (frequency, items) = ForecastFile.Read(stream);
        return new(percentiles, [.. items.SelectMany(item =>
        {
            double[][] columns = [.. percentiles.Select(each => each.Share is { } share ? item.Forecast.Quantile(share) : item.Forecast.Mean)];
            return Enumerable.Range(0, item.Forecast.Mean.Length).Select(step => new ForecastRow(
                item.Item, frequency.After(item.Last, step + 1), [.. columns.Select(column => column[step])]));
        })]);
    }
}
