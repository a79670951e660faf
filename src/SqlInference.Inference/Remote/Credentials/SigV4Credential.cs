using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>Signs requests with AWS Signature Version 4. The identity is looked for when the first request is signed.</summary>
public sealed class SigV4Credential(SigV4Options options, TimeProvider? time = null) : IRequestCredential, IDisposable
{
    readonly TimeProvider _time = time ?? TimeProvider.System;
    readonly AwsIdentity _identity = new(options, time ?? TimeProvider.System);

    public async ValueTask AuthorizeAsync(RequestToAuthorize request, CancellationToken cancellation)
    {
        var region = request.Region ?? options.Region ?? throw new SqlInferenceException(ErrorConditions.EndpointFailed,
            $"The request to {request.Message.RequestUri!.IdnHost} cannot be signed: no AWS region is known.", "Name the region in the credential or the endpoint.");
        var keys = await _identity.GetKeysAsync(region, cancellation).ConfigureAwait(false);
        Sign(request.Message, request.Body.Span, keys, region, request.AwsService);
    }

    public void Dispose() => _identity.Dispose();

    void Sign(HttpRequestMessage message, ReadOnlySpan<byte> body, AwsKeys keys, string region, string service)
    {
        var timestamp = AwsSignature.Timestamp(_time.GetUtcNow());
        Put(message, "X-Amz-Date", timestamp);
        if (keys.SessionToken is { } token)
            Put(message, "X-Amz-Security-Token", token);

        var url = message.RequestUri!;
        var headers = SignedHeaders(message, url);
        var canonical = AwsSignature.CanonicalRequest(message.Method.Method, url.AbsolutePath, url.Query, headers, AwsSignature.HashOf(body));
        var signature = AwsSignature.Sign(canonical, keys.SecretAccessKey, timestamp, region, service);
        Put(message, "Authorization", $"{AwsSignature.Algorithm} Credential={keys.AccessKeyId}/{AwsSignature.Scope(timestamp, region, service)}, " +
            $"SignedHeaders={string.Join(';', headers.Keys)}, Signature={signature}");
    }

    /// <summary>Everything that we set ourselves; the connection adds the rest, which proxies may change.</summary>
    static SortedDictionary<string, string> SignedHeaders(HttpRequestMessage message, Uri url)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = message.Headers.Host ?? (url.IsDefaultPort ? url.IdnHost : $"{HostText(url)}:{url.Port}"),
        };
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            if (!name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                headers[name.ToLowerInvariant()] = values.ToString();
        }

        if (message.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var type) == true)
            headers["content-type"] = type.ToString();
        return headers;
    }

    static string HostText(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;

    static void Put(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
