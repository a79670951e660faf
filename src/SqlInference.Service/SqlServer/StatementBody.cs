using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqlInference.Service.SqlServer;

/// <summary>A statement as the registry API takes it.</summary>
sealed record StatementBody(string Statement, IReadOnlyList<string> SearchPath, bool Background)
{
    [JsonInclude]
    public string Engine { get; } = "sqlserver";

    public HttpContent Content() => JsonBody.Of(JsonSerializer.SerializeToUtf8Bytes(this, BodyJson.Default.StatementBody));
}

/// <summary>Says why a session could not do its part.</summary>
sealed record FailureBody(string Reason)
{
    public HttpContent Content() => JsonBody.Of(JsonSerializer.SerializeToUtf8Bytes(this, BodyJson.Default.FailureBody));
}

static class JsonBody
{
    public static HttpContent Of(byte[] utf8) => new ByteArrayContent(utf8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatementBody))]
[JsonSerializable(typeof(FailureBody))]
sealed partial class BodyJson : JsonSerializerContext;
