using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Service.Hosting;
using SqlInference.Training.Automatic;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.candidates</c>.</summary>
static class CandidatesTable
{
    static readonly RecordColumns<(ModelRecord Model, int Version, int Rank, CandidateResult Candidate)> Columns =
        new RecordColumns<(ModelRecord Model, int Version, int Rank, CandidateResult Candidate)>()
            .Text("schema_name", row => row.Model.Name.Schema)
            .Text("model_name", row => row.Model.Name.Name)
            .Integer("version", row => row.Version)
            .Integer("rank", row => row.Rank)
            .Text("candidate", row => row.Candidate.Name)
            .Text("model_type", row => row.Candidate.ModelType)
            .Text("metric", row => row.Candidate.Metric)
            .Double("value", row => row.Candidate.Value)
            .Double("seconds", row => row.Candidate.Seconds)
            .Double("share", row => row.Candidate.Share);

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) => new RecordTable<(ModelRecord, int, int, CandidateResult)>(
        () => [.. from model in ModelsTable.Read(service, database, sees)
                  from version in service.Catalog.Models.Versions(model.Id)
                  where version.Definition.Training is not null && version.ArtifactId is not null
                  from candidate in Leaderboard.Read(service.Artifacts.Read(version.ArtifactId!)).Index()
                  select (model, version.Number, candidate.Index + 1, candidate.Item)],
        Columns);
}
