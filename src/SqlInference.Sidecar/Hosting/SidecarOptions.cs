using System.Net;
using System.Net.Security;

namespace SqlInference.Sidecar.Hosting;

/// <summary>What an operator decides about the sidecar.</summary>
public sealed record SidecarOptions
{
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    /// <summary>Whoever comes from this machine is an administrator under whatever name they give, without a password.</summary>
    public bool TrustsThisMachine { get; init; }

    /// <summary>The certificate for encrypted connections, asked for with each; null where there are none.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }

    public int MaxConnections { get; init; } = 600;

    /// <summary>How long a client may take to log in.</summary>
    public TimeSpan LogInTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long statements under way may take to end when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public StatementLogging LogsStatements { get; init; }

    /// <summary>Whether the log tells the values of parameters too.</summary>
    public bool LogsParameters { get; init; }

    /// <summary>The longest message that is taken from a client who has logged in.</summary>
    public int LongestMessage { get; init; } = 256 << 20;
}
