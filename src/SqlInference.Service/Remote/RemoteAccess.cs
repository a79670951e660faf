using SqlInference.Inference.Remote.Connections;

namespace SqlInference.Service.Remote;

/// <summary>Which other services this one may call, and as whom. Nothing unless the operator says so.</summary>
public sealed record RemoteAccess
{
    /// <summary>As <see cref="HostPolicy"/> reads them.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public IReadOnlyDictionary<string, RemoteCredential> Credentials { get; init; } = new Dictionary<string, RemoteCredential>();

    /// <summary>Where Amazon's own services are called.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>The credential for names that are no endpoint in the catalog; null where Amazon is not asked for them.</summary>
    public string? AwsCredential { get; init; }

    public RemoteConnectionOptions Connections { get; init; } = new();
}
