using System.Net.Http.Headers;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>A whole answer in memory, whatever its status. The caller disposes it.</summary>
sealed class RemoteReply(HttpResponseMessage response, PooledBytes body) : IDisposable
{
    public int Status { get; } = (int)response.StatusCode;

    public string Reason { get; } = response.ReasonPhrase ?? "";

    /// <summary>Lower case and without parameters; empty where the endpoint does not say.</summary>
    public string MediaType { get; } = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
        ? type.ToString().Split(';')[0].Trim().ToLowerInvariant() : "";

    public RetryConditionHeaderValue? RetryAfter { get; } = response.Headers.RetryAfter;

    public Uri? Location { get; } = response.Headers.Location;

    public ReadOnlySpan<byte> Body => body.Written;

    public ReadOnlyMemory<byte> BodyMemory => body.WrittenMemory;

    HttpResponseHeaders Headers { get; } = response.Headers;

    public string? Header(string name) => Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    public void Dispose() => body.Dispose();
}
