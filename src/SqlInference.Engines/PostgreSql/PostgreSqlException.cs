using SqlInference.Errors;

namespace SqlInference.Engines.PostgreSql;

/// <summary>An error of the server, or of a model that a statement asked: then the condition is the model's own.</summary>
public sealed class PostgreSqlException(ErrorCondition condition, string sqlState, string message, string? hint, Exception inner)
    : SqlInferenceException(condition, message, hint, inner)
{
    public const string UndefinedSchema = "3F000";
    public const string UndefinedFunction = "42883";

    public string SqlState => sqlState;
}
