using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Training.Automatic;

namespace SqlInference.Service.Hosting;

/// <summary>The candidates of a training, best first, in the manifest of what came of it.</summary>
static class Leaderboard
{
    const string Property = "candidates";

    public static void Write(ArtifactWriter artifact, IReadOnlyList<CandidateResult> candidates) =>
        artifact.Properties[Property] = new JsonArray([.. candidates.Select(candidate => (JsonNode)new JsonObject
        {
            ["name"] = candidate.Name,
            ["model_type"] = candidate.ModelType,
            ["metric"] = candidate.Metric,
            ["value"] = double.IsFinite(candidate.Value) ? candidate.Value : null,
            ["seconds"] = Math.Round(candidate.Seconds, 3),
            ["share"] = candidate.Share,
        })]);

    /// <summary>None for models that were not chosen among several.</summary>
    public static IReadOnlyList<CandidateResult> Read(ArtifactManifest manifest) => manifest.Properties[Property] is not JsonArray candidates ? [] :
    [
        .. candidates.Select(candidate => new CandidateResult(
            (string)candidate!["name"]!, (string)candidate["model_type"]!, (string)candidate["metric"]!, (double?)candidate["value"] ?? double.NaN,
            (double)candidate["seconds"]!, (double)candidate["share"]!)),
    ];
}
