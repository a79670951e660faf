using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.Access;

/// <summary>What a signature with an AWS access key covers, in the form in which it is signed.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
static class SigV4Request
{
    /// <param name="target">Path and query as they stand in the request line.</param>
    /// <param name="bodyHash">SHA-256 of the body, in lower-case hexadecimal digits.</param>
    public static string Canonical(string method, string target, IHeaderDictionary headers, IReadOnlyList<string> signed, string bodyHash)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var text = new StringBuilder();
        text.Append(method).Append('\n');
        AppendPath(text, path);
        text.Append('\n').Append(question < 0 ? "" : Query(target[(question + 1)..])).Append('\n');
        foreach (var header in signed)
        {
            text.Append(header).Append(':');
            AppendValues(text, headers[header]);
            text.Append('\n');
        }

        return text.Append('\n').AppendJoin(';', signed).Append('\n').Append(bodyHash).ToString();
    }

    public static byte[] Signature(string secret, string date, string region, string service, string moment, string canonical)
    {
        var toSign = $"{SigV4Authorization.Algorithm}\n{moment}\n{date}/{region}/{service}/{SigV4Authorization.Terminator}\n" +
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var step in (ReadOnlySpan<string>)[date, region, service, SigV4Authorization.Terminator])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign));
    }

    // All services but S3 encode the path once more than it is in the request.
    static void AppendPath(StringBuilder text, string path)
    {
        if (path.Length == 0)
            text.Append('/');
        foreach (var character in path)
        {
            if (character == '/' || IsUnreserved(character))
                text.Append(character);
            else
                AppendEncoded(text, character);
        }
    }

    /// <summary>The parameters sorted by their encoded names, then values.</summary>
    static string Query(string query)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter =>
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Name: Reencode(parameter), Value: "") : (Name: Reencode(parameter[..equals]), Value: Reencode(parameter[(equals + 1)..]));
        });
        return string.Join('&', parameters
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal).ThenBy(parameter => parameter.Value, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Name}={parameter.Value}"));
    }

    static string Reencode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(Uri.UnescapeDataString(text)))
        {
            if (IsUnreserved((char)octet))
                encoded.Append((char)octet);
            else
                AppendEncoded(encoded, (char)octet);
        }

        return encoded.ToString();
    }

    static void AppendEncoded(StringBuilder text, char octet) =>
        text.Append('%').Append(((int)octet).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));

    static bool IsUnreserved(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~';

    /// <summary>Several values as one list, blanks at their ends left out and several within made one.</summary>
    static void AppendValues(StringBuilder text, Microsoft.Extensions.Primitives.StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            text.AppendJoin(' ', (values[i] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
