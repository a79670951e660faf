using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// An error of the database, or of a model that a query called: then <see cref="SqlInferenceException.Condition"/> is
/// the model's own and the model's exception is the inner one.
/// </summary>
public sealed class DuckDbException(
    ErrorCondition condition, DuckDbErrorType type, string message, string? hint = null, Exception? inner = null)
    : SqlInferenceException(condition, message, hint, inner)
{
    public DuckDbErrorType Type { get; } = type;
}
