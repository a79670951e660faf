using SqlInference.Catalog;

namespace SqlInference.Service;

/// <summary>Why there is nothing to say of what the columns contribute to a model's predictions.</summary>
public static class ModelExplanation
{
    public static string Of(ModelRecord model) => model switch
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
