using SqlInference.Inference.Scoring;

namespace SqlInference.Engines;

/// <summary>A function of the database that asks one version of a model.</summary>
/// <param name="Id">
/// Tells this version of the function from all others, for as long as the database file lives: the file keeps it.
/// </param>
/// <param name="Schema">Null for the default schema.</param>
/// <param name="ModelName">As errors name it.</param>
/// <param name="Output">Which of the model's outputs the function answers.</param>
public sealed record PredictionFunction(
    string Id,
    string? Schema,
    string Name,
    IReadOnlyList<FunctionParameter> Parameters,
    EngineType Returns,
    string ModelName,
    IScorer Scorer,
    int Output = 0)
{
    /// <summary>How a database that asks a service over the network asks for it; null where only this process can.</summary>
    public PublishedVersion? Published { get; init; }
}
