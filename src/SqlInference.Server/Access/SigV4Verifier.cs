using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SqlInference.Server.SageMaker;

namespace SqlInference.Server.Access;

/// <summary>
/// Verifies requests that AWS clients signed with one of our access keys (Signature Version 4). A signature holds for five
/// minutes before and after its time, in any region, and has to cover the body, the host and every header that says
/// something to SageMaker. Session tokens are not looked at. Thread-safe.
/// </summary>
sealed class SigV4Verifier(ISigningKeys keys, TimeProvider time)
{
    const string ServiceName = "sagemaker";
    const string DateHeader = "X-Amz-Date";
    const string BodyHashHeader = "X-Amz-Content-SHA256";
    const string MomentFormat = "yyyyMMdd'T'HHmmss'Z'";

    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Looks at all that can be judged before the body is there.</summary>
    public SigV4Authorization Begin(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.Authorization is not [{ } header] || !SigV4Authorization.TryParse(header, out var authorization))
            throw Incomplete("The header Authorization is not an AWS4-HMAC-SHA256 signature.");
        if (authorization.Service != ServiceName)
            throw AwsError.Signature("InvalidSignatureException", $"The signature is for service '{authorization.Service}', not for {ServiceName}.");
        if (!TryMoment(headers, out _, out var moment) || !moment.ToString(SigV4Authorization.DateFormat, CultureInfo.InvariantCulture).Equals(authorization.Date, StringComparison.Ordinal))
            throw Incomplete($"The header {DateHeader} is missing, or not on the day of the signature.");
        if ((time.GetUtcNow() - moment).Duration() > Skew)
        {
            throw AwsError.Signature("InvalidSignatureException", $"The signature was made at {moment:yyyy-MM-dd HH:mm:ss} UTC, more than five minutes from now.",
                "Set the clock of the client or of the service.");
        }

        if (Unsigned(headers, authorization.SignedHeaders) is { } unsigned)
            throw Incomplete($"The signature does not cover the header {unsigned}.");
        return authorization;
    }

    /// <summary>The owner of the key, if the signature is right for the request and this body.</summary>
    public Caller Complete(HttpContext http, SigV4Authorization authorization, ReadOnlySpan<byte> body)
    {
        var headers = http.Request.Headers;
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(body));
        var known = keys.TryFind(authorization.AccessKeyId, out var secret, out var caller);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var canonical = SigV4Request.Canonical(http.Request.Method, target, headers, authorization.SignedHeaders, bodyHash);
        TryMoment(headers, out var text, out _);
        // Computed for unknown keys too, so that the time taken does not tell them apart.
        var signature = SigV4Request.Signature(secret ?? "", authorization.Date, authorization.Region, authorization.Service, text!, canonical);
        var matches = CryptographicOperations.FixedTimeEquals(signature, authorization.Signature);
        if (!known || !matches)
        {
            throw AwsError.Signature("InvalidSignatureException", "The access key is not known here, or the signature is not the one that its secret makes.",
                "Check both parts of the key, and that nothing on the way changes the request's host, path or headers.");
        }

        // What it covers is the true hash; a client that announces another does not know what it sends.
        if (headers[BodyHashHeader] is { Count: > 0 } announced && announced != bodyHash)
            throw AwsError.Signature("InvalidSignatureException", $"The header {BodyHashHeader} is not the hash of the body.", "The body has to be signed.");
        return caller!;
    }

    static bool TryMoment(IHeaderDictionary headers, [NotNullWhen(true)] out string? text, out DateTimeOffset moment)
    {
        text = headers[DateHeader] is [{ } only] ? only : null;
        return DateTimeOffset.TryParseExact(text, MomentFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment) && text is not null;
    }

    /// <summary>A header that changes what the request means and could have been put in on the way.</summary>
    static string? Unsigned(IHeaderDictionary headers, string[] signed)
    {
        foreach (var name in headers.Keys)
        {
            var matters = name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Amzn-", StringComparison.OrdinalIgnoreCase);
            if (matters && !signed.Contains(name, StringComparer.OrdinalIgnoreCase))
                return name;
        }

        return null;
    }

    static AwsError Incomplete(string message) => AwsError.Signature("IncompleteSignatureException", message);
}
