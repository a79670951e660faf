using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SqlInference.Server.Access;

/// <summary>The header Authorization of a request that was signed with an AWS access key.</summary>
/// <param name="Date">The day in the key's scope, as <c>20150830</c>.</param>
/// <param name="SignedHeaders">In lower case and in order.</param>
/// <param name="Signature">32 bytes.</param>
sealed record SigV4Authorization(string AccessKeyId, string Date, string Region, string Service, string[] SignedHeaders, byte[] Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Terminator = "aws4_request";
    public const string DateFormat = "yyyyMMdd";

    const int ScopeParts = 5;
    const int SignatureBytes = 32;

    static readonly SearchValues<char> HeaderNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.;");

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    public static bool IsOne(string? header) => header?.StartsWith(Algorithm, StringComparison.Ordinal) == true;

    public static bool TryParse(string header, [NotNullWhen(true)] out SigV4Authorization? authorization)
    {
        authorization = null;
        string? credential = null, headers = null, signature = null;
        foreach (var part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                return false;
            var value = part[(equals + 1)..];
            switch (part[..equals])
            {
                case "Credential": credential = value; break;
                case "SignedHeaders": headers = value; break;
                case "Signature": signature = value; break;
                default: return false;
            }
        }

        if (credential?.Split('/') is not { Length: ScopeParts } scope || scope[4] != Terminator || scope[0].Length == 0)
            return false;
        if (!DateOnly.TryParseExact(scope[1], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return false;
        if (headers is not { Length: > 0 } || headers.AsSpan().ContainsAnyExcept(HeaderNames) || signature?.Length != 2 * SignatureBytes)
            return false;

        var bytes = new byte[SignatureBytes];
        if (Convert.FromHexString(signature, bytes, out _, out _) != OperationStatus.Done)
            return false;
        authorization = new(scope[0], scope[1], scope[2], scope[3], headers.Split(';'), bytes);
        return true;
    }
}
