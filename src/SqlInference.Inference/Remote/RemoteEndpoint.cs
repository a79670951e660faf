using SqlInference.Inference.Backends;

namespace SqlInference.Inference.Remote;

/// <summary>Where a remote model's rows go, and how.</summary>
public sealed record RemoteEndpoint
{
    /// <summary>What people call it; stands in messages.</summary>
    public required string Name { get; init; }

    public required RemoteProtocol Protocol { get; init; }

    /// <summary>Null for Amazon's own services, whose address follows from <see cref="Region"/>.</summary>
    public Uri? Url { get; init; }

    /// <summary>The AWS region, such as <c>eu-west-1</c>; needed where there is no <see cref="Url"/>.</summary>
    public string? Region { get; init; }

    /// <summary>The endpoint's name at SageMaker or the function's at Lambda; <see cref="Name"/> where null.</summary>
    public string? RemoteName { get; init; }

    /// <summary>The model within an endpoint that has several: SageMaker's Target-Model, OIP's model name.</summary>
    public string? InnerModel { get; init; }

    /// <summary>The function's parameters and the one output it returns.</summary>
    public required ModelSignature Signature { get; init; }

    public RemoteSettings Settings { get; init; } = new();

    /// <summary>Who we are to the endpoint; null where it does not ask.</summary>
    public IRequestCredential? Credential { get; init; }

    /// <summary>The database user on whose behalf rows are sent, for protocols that say so (Lambda).</summary>
    public string? User { get; init; }

    /// <summary>The database that asks, for protocols that say so (Lambda).</summary>
    public string? Database { get; init; }

    /// <summary>The SQL function, for protocols that say so (Lambda); <see cref="Name"/> where null.</summary>
    public string? Function { get; init; }
}
