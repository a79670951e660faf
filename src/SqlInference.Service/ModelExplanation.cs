using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Service.Hosting;

namespace SqlInference.Service;

/// <summary>
/// What the columns contribute to a model's predictions, in Redshift's shape: a document whose <see cref="Explanations"/> are numbers
/// or, as a text, why there are none.
/// </summary>
public static class ModelExplanation
{
    public const string Version = "version";
    public const string Explanations = "explanations";

    public static JsonObject Of(InferenceService service, ModelRecord model) => model.CurrentVersion is { } current
        && service.Catalog.Models.FindVersion(new(model.Id, current))?.ArtifactId is { } artifact
        && GlobalExplanations.Read(service.Artifacts.Read(artifact)) is { } found
            ? new() { [Version] = "1.0", [Explanations] = new JsonObject { ["kernel_shap"] = found } }
            : new() { [Explanations] = Reason(model) };

    static string Reason(ModelRecord model) => model switch
    {
        // Redshift's own words: people poll for them.
        { State: ModelState.Created or ModelState.Training } => "waiting for training job to complete",
        { State: ModelState.Failed } => $"model {model.Name} failed: {model.FailureReason}",
        { Kind: ModelKind.Remote } => $"model {model.Name} is answered by an endpoint, which gives predictions only",
        { Kind: ModelKind.Local } => $"model {model.Name} was made from a file; only models trained here are explained",
        { Definition.Training.ModelType: { } type } when type.Equals("random_cut_forest", StringComparison.OrdinalIgnoreCase) =>
            $"model {model.Name} is a random cut forest, which is not explained as a whole; random_cut_forest_stream gives each row's attribution",
        _ => $"no explanations were computed when model {model.Name} was trained",
    };
}
