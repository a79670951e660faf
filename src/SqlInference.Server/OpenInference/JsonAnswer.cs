using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.OpenInference;

/// <summary>Small documents, told with their length, so that clients need not understand answers in pieces.</summary>
static class JsonAnswer
{
    /// <summary>Writes the members of one object.</summary>
    public static async ValueTask WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> members)
    {
        var document = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(document))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = document.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(document.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }
}
