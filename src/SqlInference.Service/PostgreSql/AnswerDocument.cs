using System.Text.Json;
using System.Text.Json.Serialization;
using SqlInference.Service.Statements;

namespace SqlInference.Service.PostgreSql;

/// <summary>What the extension answers for a statement of ours: the service's document of it.</summary>
sealed record AnswerDocument
{
    public const string Training = "training";

    /// <summary>Its model was dropped, or its transaction rolled back.</summary>
    public const string Abandoned = "abandoned";

    public string? State { get; init; }

    /// <summary>How far training is, from 0 to 1.</summary>
    public double? Progress { get; init; }

    public Problem? Error { get; init; }

    /// <summary>Null where there is nothing to be confirmed.</summary>
    public string? Run { get; init; }

    public string Tag { get; init; } = "OK";

    /// <summary>A query whose result is the statement's.</summary>
    public string? Query { get; init; }

    public ResultRows? Result { get; init; }

    public StatementResult StatementResult => Result is null ? StatementResult.Done(Tag) : new(Tag, Result.Columns, Result.Rows);

    public static AnswerDocument Read(string json) => JsonSerializer.Deserialize(json, AnswerJson.Default.AnswerDocument)!;

    internal sealed record Problem(string Code, string Detail, string? Hint);

    internal sealed record ResultRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnswerDocument))]
sealed partial class AnswerJson : JsonSerializerContext;
