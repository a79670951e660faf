using System.ComponentModel;
using SqlInference.Errors;

namespace SqlInference.Server.Registry;

[Description("An error that is part of an answer.")]
sealed record ErrorDocument
{
    [Description("The stable code of the condition: SI and three digits.")]
    public required string Code { get; init; }

    [Description("What happened, and to which thing.")]
    public required string Detail { get; init; }

    [Description("What to do next; null where the detail says it all.")]
    public required string? Hint { get; init; }

    public static ErrorDocument Of(SqlInferenceException error) => new() { Code = error.Condition.Code, Detail = error.Message, Hint = error.Hint };
}
