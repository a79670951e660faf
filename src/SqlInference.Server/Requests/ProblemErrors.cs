using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Server.Requests;

/// <summary>Problem documents (RFC 9457): what requests under <c>/v1</c>, and requests to no protocol at all, fail with.</summary>
sealed class ProblemErrors : IErrorWriter
{
    public static readonly ProblemErrors Instance = new();

    public async Task WriteAsync(HttpContext http, SqlInferenceException error)
    {
        http.Response.StatusCode = error.Condition.HttpStatus;
        http.Response.ContentType = "application/problem+json";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("type", $"urn:sqlinference:{error.Condition.Name}");
        writer.WriteString("title", error.Condition.Name.Replace('_', ' '));
        writer.WriteNumber("status", error.Condition.HttpStatus);
        writer.WriteString("code", error.Condition.Code);
        writer.WriteString("detail", error.Message);
        if (error.Hint is { } hint)
            writer.WriteString("hint", hint);
        if (error is LanguageException { Line: var line, Column: var column, Expected: var expected })
        {
            writer.WriteNumber("line", line);
            writer.WriteNumber("column", column);
            if (expected is not null)
                writer.WriteString("expected", expected);
        }

        if (error is VersionPendingException pending)
            writer.WriteString("run", pending.Run);
        writer.WriteString("request_id", RequestId.Of(http));
        writer.WriteEndObject();
    }
}
