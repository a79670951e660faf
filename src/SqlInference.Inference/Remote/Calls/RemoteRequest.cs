using System.Net;
using SqlInference.Inference.Remote.Connections;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>A request as a value, since each attempt needs a message of its own.</summary>
/// <param name="ContentType">Null for a request without a body.</param>
sealed record RemoteRequest(HttpMethod Method, Uri Url, string? ContentType, ReadOnlyMemory<byte> Body)
{
    public string? Accept { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public HttpRequestMessage CreateMessage(string endpoint)
    {
        var message = new HttpRequestMessage(Method, Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        message.Options.Set(GuardedConnector.EndpointKey, endpoint);
        if (Accept != null)
            message.Headers.TryAddWithoutValidation("Accept", Accept);
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (ContentType != null)
        {
            message.Content = new ReadOnlyMemoryContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }
}
