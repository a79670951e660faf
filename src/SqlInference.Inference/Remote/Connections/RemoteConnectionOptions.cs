using System.Net;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>How the service connects to the endpoints of its models.</summary>
public sealed record RemoteConnectionOptions
{
    /// <summary>A PEM file of certificate authorities that are trusted beside the system's; null for none.</summary>
    public string? CertificateAuthorityFile { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection older than this is not used again, so that a change of addresses is noticed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The system's resolver unless a test brings its own.</summary>
    public HostResolver Resolver { get; init; } = static (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often and after what pause a request is tried again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>When an endpoint that keeps failing is left alone, and for how long.</summary>
    public BreakerPolicy Breaker { get; init; } = new();
}
