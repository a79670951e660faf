using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>What an answer says it is.</summary>
static class MediaTypes
{
    public const string Csv = "text/csv";
    public const string Json = "application/json";
    public const string JsonLines = "application/jsonlines";
    public const string Binary = "application/octet-stream";

    public static bool IsJson(string type) =>
        type is Json or JsonLines or "application/x-jsonlines" or "application/jsonl" or "application/x-ndjson" || type.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Servers that do not care say text/plain, octet-stream or nothing.</summary>
    public static bool MayBeText(string type) => type is Csv or "text/plain" or Binary or "binary/octet-stream" or "";

    public static Errors.SqlInferenceException Unexpected(string endpoint, RemoteReply reply, string expected) => RemoteErrors.Invalid(endpoint,
        $"answered {Sanitised.Text(reply.MediaType)} where {expected} belongs: '{Sanitised.Text(reply.Body)}'.");
}
