using SqlInference.Errors;

namespace SqlInference.Engines.SqlServer;

/// <summary>An error of the server, or of a model that a statement asked: then the condition is the model's own.</summary>
public sealed class SqlServerException(ErrorCondition condition, int number, string message, string? hint, Exception inner)
    : SqlInferenceException(condition, message, hint, inner)
{
    public int Number => number;
}
