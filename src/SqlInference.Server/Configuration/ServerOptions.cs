namespace SqlInference.Server.Configuration;

/// <summary>What an operator decides about the server. What is to be served is in <see cref="Service.ServiceOptions"/>.</summary>
public sealed record ServerOptions
{
    /// <summary>Addresses as <c>http://host:port</c>, <c>https://host:port</c> or <c>unix:/path</c>.</summary>
    public IReadOnlyList<string> Listen { get; init; } = ["http://127.0.0.1:8780"];

    /// <summary>The largest request body that is read.</summary>
    public long MaxRequestBytes { get; init; } = 64 << 20;

    /// <summary>How long requests under way may take to end when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
