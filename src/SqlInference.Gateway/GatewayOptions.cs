using System.Net;
using System.Net.Security;

namespace SqlInference.Gateway;

/// <summary>Where a gateway listens, and which server it stands in front of.</summary>
public sealed record GatewayOptions
{
    public required IReadOnlyList<EndPoint> Listen { get; init; }

    /// <summary>The server: a name and a port, or a unix socket.</summary>
    public required EndPoint Upstream { get; init; }

    /// <summary>How to speak to the server over TLS; null for not at all.</summary>
    public SslClientAuthenticationOptions? UpstreamTls { get; init; }

    /// <summary>The certificate for clients; null where they are told that there is no TLS. Asked for at every connection.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }

    public int MostConnections { get; init; } = 1000;

    /// <summary>How long a client may take before it has said who it is.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to say what answers for a USING FUNCTION. A client that breaks the protocol can keep it from being said at all.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long sessions may go on once the gateway is to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What happens that an administrator wants to read.</summary>
    public Action<string> Log { get; init; } = _ => { };
}
