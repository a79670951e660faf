using System.Text.Json;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>What an endpoint says about its failure, cut short: error answers of AWS, OIP, problem documents, plain text.</summary>
static class ErrorText
{
    // Most telling first.
    static readonly string[] Properties = ["OriginalMessage", "errorMessage", "error_msg", "Message", "message", "error", "detail", "title"];

    /// <summary>With a colon and a blank before it; empty where there is nothing to say.</summary>
    public static string Of(RemoteReply reply) => reply.MediaType == "text/html" ? "" : Of(reply.Body);

    public static string Of(ReadOnlySpan<byte> body)
    {
        var text = Parse(body) ?? (IsMarkup(body) ? null : Sanitised.Text(body));
        return string.IsNullOrWhiteSpace(text) ? "" : $": {text}";
    }

    /// <summary>The exception's name as AWS gives it in a header or the body; null where there is none.</summary>
    public static string? AwsType(RemoteReply reply)
    {
        var type = reply.Header("x-amzn-ErrorType") ?? Property(reply.Body, ["__type", "code"]);
        if (type is null)
            return null;
        type = type.Split(':')[0];
        return Sanitised.Text(type[(type.LastIndexOf('#') + 1)..]);
    }

    static bool IsMarkup(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    static string? Parse(ReadOnlySpan<byte> body) => Property(body, Properties) is { } text ? Sanitised.Text(text) : null;

    static string? Property(ReadOnlySpan<byte> body, string[] names)
    {
        var (best, text) = (names.Length, (string?)null);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var rank = Array.IndexOf(names, reader.GetString());
                reader.Read();
                if (rank >= 0 && rank < best && reader.TokenType == JsonTokenType.String)
                    (best, text) = (rank, reader.GetString());
                reader.Skip();
            }
        }
        // Not JSON after all, or text that is not UTF-8.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
        }

        return text;
    }
}
