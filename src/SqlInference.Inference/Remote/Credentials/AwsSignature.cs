using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>
/// AWS Signature Version 4. Protocol: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
public static class AwsSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static string Timestamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string Scope(string timestamp, string region, string service) => $"{timestamp[..8]}/{region}/{service}/aws4_request";

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <param name="path">As in the request line: percent-encoded, and encoded once more here, as every service but S3 has it.</param>
    /// <param name="query">As in the request line, with or without the question mark.</param>
    /// <param name="headers">Names in lower case, sorted; the ones that are signed.</param>
    public static string CanonicalRequest(string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, string bodyHash)
    {
        var canonical = new StringBuilder().Append(method).Append('\n').Append(EncodePath(path)).Append('\n').Append(SortQuery(query)).Append('\n');
        var names = new List<string>();
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(CollapseBlanks(value)).Append('\n');
            names.Add(name);
        }

        return canonical.Append('\n').AppendJoin(';', names).Append('\n').Append(bodyHash).ToString();
    }

    /// <summary>The signature in hexadecimal digits.</summary>
    public static string Sign(string canonicalRequest, string secretAccessKey, string timestamp, string region, string service)
    {
        var text = $"{Algorithm}\n{timestamp}\n{Scope(timestamp, region, service)}\n{HashOf(Encoding.UTF8.GetBytes(canonicalRequest))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secretAccessKey);
        foreach (var part in new[] { timestamp[..8], region, service, "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    static string EncodePath(string path) => path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    static string SortQuery(string query) => string.Join('&', query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Encode(pair[0]), Value: pair.Length > 1 ? Encode(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    static string Encode(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    static string CollapseBlanks(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
