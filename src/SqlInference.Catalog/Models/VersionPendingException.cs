using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>A model has a version that waits to be confirmed, and can have no other until then.</summary>
public sealed class VersionPendingException(ModelName model, int version, string run) : SqlInferenceException(
    ErrorConditions.ModelNotReady,
    $"Version {version} of model {model} waits for the transaction that made it.",
    "Commit or roll back that transaction, then run the statement again.")
{
    /// <summary>The statement that the version belongs to.</summary>
    public string Run => run;
}
