namespace SqlInference.Catalog;

/// <summary>A name that remote models can be made for: either a model of this catalog or a service outside.</summary>
public sealed record EndpointRecord
{
    public required string Name { get; init; }

    /// <summary>The model that answers; null for a service outside.</summary>
    public string? ModelId { get; init; }

    public string? Url { get; init; }

    /// <summary>Null where <see cref="ModelId"/> is set.</summary>
    public EndpointProtocol? Protocol { get; init; }

    /// <summary>The name of a credential in the service's configuration.</summary>
    public string? Credential { get; init; }

    public IReadOnlyList<Setting> Settings { get; init; } = [];

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
