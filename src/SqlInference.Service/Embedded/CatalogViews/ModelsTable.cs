using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Language;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.models</c>.</summary>
static class ModelsTable
{
    static readonly RecordColumns<ModelRecord> Columns = new RecordColumns<ModelRecord>()
        .Text("schema_name", model => model.Name.Schema)
        .Text("model_name", model => model.Name.Name)
        .Text("owner", model => model.Owner)
        .Text("kind", model => model.Kind.ToString().ToLowerInvariant())
        .Text("model_type", model => model.Definition.Training is { } training ? training.ModelType ?? "auto" : model.Definition.SourceFormat)
        .Text("state", model => model.State.ToString().ToUpperInvariant())
        .Text("failure_reason", model => model.FailureReason)
        .Integer("version", model => model.CurrentVersion)
        .Text("function_schema", model => model.Definition.Function?.Schema)
        .Text("function_name", model => model.Definition.Function?.Name)
        .Text("function_parameters", model => Parameters(model, parameter => parameter.Name))
        .Text("function_parameter_types", model => Parameters(model, parameter => SqlType.Parse(parameter.Type).PostgresName))
        .Text("function_return_type", model => model.Definition.Function is { } function ? SqlType.Parse(function.ReturnType).PostgresName : null)
        .Text("endpoint_name", model => model.Definition.Remote?.EndpointName)
        .Time("created_at", model => model.CreatedAt)
        .Time("changed_at", model => model.ChangedAt);

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) => new RecordTable<ModelRecord>(() => Read(service, database, sees), Columns);

    public static IReadOnlyList<ModelRecord> Read(InferenceService service, string database, Func<ModelName, bool> sees) =>
        [.. service.Catalog.Models.List(database).Where(model => model.Kind != ModelKind.ExternalFunction && sees(model.Name))];

    // Separated by blanks, as SHOW MODEL has them.
    static string? Parameters(ModelRecord model, Func<ModelParameter, string> part) =>
        model.Definition.Function is { } function ? string.Join(' ', function.Parameters.Select(part)) : null;
}
