namespace SqlInference.Catalog;

/// <summary>An endpoint to be made: FOR MODEL (<see cref="Model"/>) or with a protocol.</summary>
public sealed record NewEndpoint
{
    public required string Name { get; init; }

    public required string Actor { get; init; }

    public bool OrReplace { get; init; }

    public ModelName? Model { get; init; }

    public string? Url { get; init; }

    public EndpointProtocol? Protocol { get; init; }

    public string? Credential { get; init; }

    public IReadOnlyList<Setting> Settings { get; init; } = [];
}
