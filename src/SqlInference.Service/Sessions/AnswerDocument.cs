using System.Text.Json;
using System.Text.Json.Serialization;
using SqlInference.Errors;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Sessions;

/// <summary>What a service answers for a statement of a session.</summary>
sealed record AnswerDocument
{
    public const string AwaitingRows = "awaiting_rows";

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

    /// <summary>The rows that the service needs; null where it needs none.</summary>
    [JsonPropertyName("training")]
    public Task? Rows { get; init; }

    /// <summary>Whether the definitions may be run, and the statement be confirmed.</summary>
    public bool Confirmable { get; init; }

    /// <summary>Definitions for the session to run.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>A query whose result is the statement's.</summary>
    public string? Query { get; init; }

    /// <summary>Remarks for the person who runs the statement.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    public ResultRows? Result { get; init; }

    public StatementResult StatementResult => Result is null ? StatementResult.Done(Tag) : new(Tag, Result.Columns, Result.Rows);

    public void ThrowIfFailed()
    {
        if (Error is { } error)
            throw new SqlInferenceException(ErrorConditions.Find(error.Code) ?? ErrorConditions.InternalError, error.Detail, error.Hint);
    }

    public static AnswerDocument Read(string json) => JsonSerializer.Deserialize(json, AnswerJson.Default.AnswerDocument)!;

    internal sealed record Task(string Query, string Upload);

    internal sealed record Problem(string Code, string Detail, string? Hint);

    internal sealed record ResultRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnswerDocument))]
sealed partial class AnswerJson : JsonSerializerContext;
