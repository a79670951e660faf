namespace SqlInference.Inference.Remote.Credentials;

/// <summary>Which AWS identity signs, and where.</summary>
public sealed record SigV4Options
{
    /// <summary>The region to sign for where the endpoint does not say.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Keys of the configuration itself. Without them and <see cref="Profile"/>, AWS's usual places are asked: environment,
    /// profile files, container, instance metadata.
    /// </summary>
    public AwsKeys? Keys { get; init; }

    /// <summary>A profile of the AWS configuration files.</summary>
    public string? Profile { get; init; }

    /// <summary>A role to take on by STS, with the identity found above.</summary>
    public string? RoleArn { get; init; }

    public string? ExternalId { get; init; }

    public string RoleSessionName { get; init; } = "sqlinference";

    /// <summary>Another address of STS, such as a VPC endpoint; null for the region's own.</summary>
    public Uri? StsUrl { get; init; }

    /// <summary>How long finding the identity may take, metadata services included.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
