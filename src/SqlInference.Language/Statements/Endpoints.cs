namespace SqlInference.Language;

public enum EndpointProtocol
{
    SageMaker,
    Lambda,
    Oip,
    Json,
    Csv,
}

public sealed record CreateEndpoint(string Name, EndpointTarget Target) : ModelStatement
{
    public bool OrReplace { get; init; }

    /// <summary>The name of a credential in the service's configuration.</summary>
    public string? Credential { get; init; }

    public Settings Settings { get; init; } = Settings.Empty;
}

/// <summary>What an endpoint leads to.</summary>
public abstract record EndpointTarget;

/// <summary>A model that this service hosts.</summary>
public sealed record HostedModel(QualifiedName Model) : EndpointTarget;

/// <summary>Another service.</summary>
/// <param name="Url">Null where the protocol knows the way by the endpoint's name (SageMaker, Lambda).</param>
public sealed record RemoteService(string? Url, EndpointProtocol Protocol) : EndpointTarget;

/// <param name="Name">Null for <c>SHOW ENDPOINT ALL</c>.</param>
public sealed record ShowEndpoint(string? Name) : ModelStatement;

public sealed record DropEndpoint(string Name, bool IfExists) : ModelStatement;
