using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.evaluations</c>.</summary>
static class EvaluationsTable
{
    static readonly RecordColumns<(ModelRecord Model, VersionRecord Version, Metric Metric)> Columns =
        new RecordColumns<(ModelRecord Model, VersionRecord Version, Metric Metric)>()
            .Text("schema_name", row => row.Model.Name.Schema)
            .Text("model_name", row => row.Model.Name.Name)
            .Integer("version", row => row.Version.Number)
            .Text("metric", row => row.Metric.Name)
            .Double("value", row => row.Metric.Value)
            .Time("evaluated_at", row => row.Version.CompletedAt);

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) => new RecordTable<(ModelRecord, VersionRecord, Metric)>(
        () => [.. from model in ModelsTable.Read(service, database, sees)
                  from version in service.Catalog.Models.Versions(model.Id)
                  from metric in version.Metrics
                  select (model, version, metric)],
        Columns);
}
