using SqlInference.Engines;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded.Tables;

/// <summary><c>forecast('model')</c>: a row for each item and step, with a column for each percentile.</summary>
sealed class ForecastFunction(InferenceService service, string database) : ITableSource
{
    public const string FunctionName = "forecast";

    public string Name => FunctionName;

    public IReadOnlyList<FunctionParameter> Parameters { get; } = [new("model", EngineType.Varchar)];

    public IReadOnlyList<FunctionParameter> NamedParameters => [];

    public ITable Bind(TableCall call)
    {
        var text = call.Text(0) ?? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, "The model's name is NULL.", "Pass the name of a FORECAST model.");
        var forecast = ModelForecast.Of(service, ModelByName.Find(service.Catalog, database, text, call.Caller.Access is { } access ? access.Sees : static _ => true));
        var columns = new RecordColumns<ForecastRow>().Text("id", row => row.Item).Timestamp("time", row => row.Time);
        foreach (var (position, percentile) in forecast.Percentiles.Index())
            columns.Double(percentile.Column, row => row.Values[position]);
        return new RecordTable<ForecastRow>(() => forecast.Rows, columns);
    }
}
