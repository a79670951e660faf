using Microsoft.Extensions.Logging;

namespace SqlInference.Server.Configuration;

/// <summary>What an operator decides about the server. What is to be served is in <see cref="Service.ServiceOptions"/>.</summary>
public sealed record ServerOptions
{
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [new() { Host = System.Net.IPAddress.Loopback, Port = 8780 }];

    /// <summary>PEM files; set where any address is https.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    public UnixFileMode SocketMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public bool RequireTokens { get; init; }

    /// <summary>Where the master key of AWS access keys is; null where signatures are not looked at.</summary>
    public string? AccessKeyFile { get; init; }

    /// <summary>The AWS access keys that requests may be signed with; null where signatures are not looked at.</summary>
    internal Access.ISigningKeys? SigningKeys { get; init; }

    /// <summary>The wire name of the model behind POST /invocations.</summary>
    public string? ContainerModel { get; init; }

    /// <summary>The largest request body that is read.</summary>
    public long MaxRequestBytes { get; init; } = 64 << 20;

    /// <summary>How long requests under way may take to end when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a statement waits for the transaction of its session to end.</summary>
    public TimeSpan PendingLease { get; init; } = TimeSpan.FromHours(24);

    public bool LogAsJson { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public Uri? OtlpEndpoint { get; init; }
}
