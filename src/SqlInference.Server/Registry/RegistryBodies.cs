using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;

namespace SqlInference.Server.Registry;

/// <summary>JSON bodies of requests and answers.</summary>
static class RegistryBodies
{
    public static async ValueTask<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type) where T : class
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported,
                http.Request.ContentType is { Length: > 0 } given ? $"The body's type is {given}; it has to be application/json." : "The request says no Content-Type; it has to be application/json.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted).ConfigureAwait(false)
                ?? throw new SqlInferenceException(ErrorConditions.RequestMalformed, "The body is null; it has to be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"The body is not as documented: {Reason(exception)}", "/openapi.json describes it.", exception);
        }
    }

    public static async ValueTask WriteAsync<T>(HttpContext http, T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, document, type, http.RequestAborted).ConfigureAwait(false);
    }

    // The serializer names types of ours, which say nothing to a client, and repeats the place at the end.
    static string Reason(JsonException exception)
    {
        var place = exception.Path is { Length: > 1 } path ? $" at {path}" : "";
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"there is a member that is not known{place}.";
        if (exception.Message.Contains("missing required", StringComparison.Ordinal))
            return $"a required member is missing{place}: {exception.Message[(exception.Message.LastIndexOf(':') + 1)..].Trim()}";
        return $"it is not the JSON that is expected{place} (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).";
    }
}
