using System.Text;
using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Server.OpenInference;

/// <summary>Everything that can be wrong with a request of the protocol, each in words of its own.</summary>
static class Malformed
{
    public static SqlInferenceException Request(string message, string? hint = null) => new(ErrorConditions.RequestMalformed, message, hint);

    public static SqlInferenceException Json(JsonException exception) =>
        Request($"The request's JSON is not valid: {exception.Message}", "Its text has to be UTF-8; NaN and infinite numbers go as binary data only.");

    public static SqlInferenceException Expected(string what, string kind) => Request($"The request's '{what}' has to be {kind}.");

    public static SqlInferenceException Twice(string what) => Request($"The request has '{what}' twice.");

    public static SqlInferenceException Input(RequestTensor tensor, ReadOnlySpan<byte> body, string what, string? hint = null) =>
        Request($"Input '{tensor.NameIn(body)}' {what}", hint);

    /// <param name="index">Counted from 0, told from 1.</param>
    public static SqlInferenceException Value(RequestTensor tensor, ReadOnlySpan<byte> body, long index, string what) =>
        Request($"Input '{tensor.NameIn(body)}': value {index + 1} {what}");

    /// <summary>The text that a JSON string token stands for.</summary>
    public static string TextOf(ReadOnlySpan<byte> token)
    {
        try
        {
            var reader = new Utf8JsonReader(token);
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(token);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(token);
        }
    }
}
