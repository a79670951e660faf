using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Service.Hosting;
using SqlInference.Training.Profiles;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.columns</c>.</summary>
static class ColumnsTable
{
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly RecordColumns<(ModelRecord Model, int Version, int Position, ColumnProfile Column)> Columns =
        new RecordColumns<(ModelRecord Model, int Version, int Position, ColumnProfile Column)>()
            .Text("schema_name", row => row.Model.Name.Schema)
            .Text("model_name", row => row.Model.Name.Name)
            .Integer("version", row => row.Version)
            .Integer("position", row => row.Position)
            .Text("column_name", row => row.Column.Name)
            .Text("role", row => row.Column.Role.ToString().ToLowerInvariant())
            .Integer("row_count", row => row.Column.Rows)
            .Integer("null_count", row => row.Column.Missing)
            .Integer("distinct_count", row => row.Column.Distinct)
            .Double("minimum", row => row.Column.Minimum)
            .Double("maximum", row => row.Column.Maximum)
            .Double("mean", row => row.Column.Mean)
            .Double("deviation", row => row.Column.Deviation)
            .Double("mean_length", row => row.Column.MeanLength)
            .Text("frequent", row => Frequent(row.Column));

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) => new RecordTable<(ModelRecord, int, int, ColumnProfile)>(
        () => [.. from model in ModelsTable.Read(service, database, sees)
                  from version in service.Catalog.Models.Versions(model.Id)
                  where version.Definition.Training is not null && version.ArtifactId is not null
                  from column in ColumnProfiles.Read(service.Artifacts.Read(version.ArtifactId!)).Index()
                  select (model, version.Number, column.Index + 1, column.Item)],
        Columns);

    /// <summary>Values with their counts, as JSON.</summary>
    static string? Frequent(ColumnProfile column) => column.Frequent is not { Count: > 0 } values ? null
        : new JsonObject(values.Select(value => KeyValuePair.Create(value.Value, (JsonNode?)value.Count))).ToJsonString(Readable);
}
