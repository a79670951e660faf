using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>The error for an answer that its RETURNS type cannot hold; the caller puts the model's name before it.</summary>
static class ValueDoesNotFit
{
    public static SqlInferenceException Create(string value, EngineType type) => new(ErrorConditions.ValueDoesNotFit,
        $"the predicted value {value} does not fit {type}.", "Create the model with a RETURNS type that holds all its answers.");
}
