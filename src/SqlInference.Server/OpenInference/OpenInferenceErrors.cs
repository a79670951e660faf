using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Requests;

namespace SqlInference.Server.OpenInference;

/// <summary>
/// Errors as the Open Inference Protocol has them: <c>{"error": "…"}</c>, here with the condition's code beside it. Its clients show nothing
/// but the error, so that it says what to do next; those that tell the two apart find <c>detail</c> and <c>hint</c>.
/// </summary>
sealed class OpenInferenceErrors : IErrorWriter
{
    public static readonly OpenInferenceErrors Instance = new();

    public async Task WriteAsync(HttpContext http, SqlInferenceException error)
    {
        if (error.Condition.Kind == ErrorKind.Overloaded)
            http.Response.Headers.RetryAfter = "1";
        await JsonAnswer.WriteAsync(http, error.Condition.HttpStatus, json =>
        {
            json.WriteString("error", error.Hint is null ? error.Message : $"{error.Message} {error.Hint}");
            json.WriteString("code", error.Condition.Code);
            if (error.Hint is not { } hint)
                return;
            json.WriteString("detail", error.Message);
            json.WriteString("hint", hint);
        }).ConfigureAwait(false);
    }
}
