using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.versions</c>.</summary>
static class VersionsTable
{
    static readonly RecordColumns<(ModelRecord Model, VersionRecord Version)> Columns = new RecordColumns<(ModelRecord Model, VersionRecord Version)>()
        .Text("schema_name", row => row.Model.Name.Schema)
        .Text("model_name", row => row.Model.Name.Name)
        .Integer("version", row => row.Version.Number)
        .Text("state", row => row.Version.State.ToString().ToUpperInvariant())
        .Double("progress", row => row.Version.Progress)
        .Text("failure_reason", row => row.Version.FailureReason)
        .Text("metrics", row => Metrics(row.Version))
        .Text("training_job_name", row => row.Version.TrainingJobName)
        .Text("artifact_id", row => row.Version.ArtifactId)
        .Text("created_by", row => row.Version.CreatedBy)
        .Time("created_at", row => row.Version.CreatedAt)
        .Time("completed_at", row => row.Version.CompletedAt);

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) => new RecordTable<(ModelRecord, VersionRecord)>(
        () => [.. ModelsTable.Read(service, database, sees).SelectMany(model => service.Catalog.Models.Versions(model.Id).Select(version => (model, version)))],
        Columns);

    /// <summary>As a JSON object; null where nothing was measured.</summary>
    static string? Metrics(VersionRecord version) => version.Metrics.Count == 0 ? null
        : new JsonObject(version.Metrics.Select(metric => KeyValuePair.Create(metric.Name, (JsonNode?)Number(metric.Value)))).ToJsonString();

    // JSON has no infinities and no NaN.
    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
