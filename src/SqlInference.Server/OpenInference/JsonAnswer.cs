using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.OpenInference;

/// <summary>Small documents.</summary>
static class JsonAnswer
{
    /// <summary>Writes the members of one object.</summary>
    public static async ValueTask WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> members)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
