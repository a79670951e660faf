namespace SqlInference.Catalog;

/// <summary>
/// Where a remote model's rows go: the name in the statement, and what it meant when the statement ran. Changing the
/// endpoint later does not change the model.
/// </summary>
public sealed record RemoteTarget
{
    public required string EndpointName { get; init; }

    /// <summary>The model within a multi-model endpoint.</summary>
    public string? InnerModel { get; init; }

    /// <summary>Null where <see cref="ModelId"/> is set.</summary>
    public EndpointProtocol? Protocol { get; init; }

    public string? Url { get; init; }

    /// <summary>The model of this catalog that answers, where the endpoint was made FOR MODEL.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name of a credential in the service's configuration.</summary>
    public string? Credential { get; init; }

    public IReadOnlyList<Setting> Settings { get; init; } = [];
}
