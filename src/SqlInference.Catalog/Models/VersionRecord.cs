namespace SqlInference.Catalog;

/// <summary>One version of a model as it stood when it was read. Only a pending version changes in anything but its state.</summary>
public sealed record VersionRecord
{
    public required VersionKey Key { get; init; }

    public required VersionState State { get; init; }

    public required ModelDefinition Definition { get; init; }

    /// <summary>The artifact's SHA-256 in lower-case hexadecimal; null for remote models and until completed.</summary>
    public string? ArtifactId { get; init; }

    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    public string? TrainingJobName { get; init; }

    /// <summary>How far the making is, from 0 to 1; null where unknown.</summary>
    public double? Progress { get; init; }

    public string? FailureReason { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When artifact and metrics were recorded.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The process that is making the version; null once it is not pending.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>When the version counts as interrupted unless its process renews the lease; null once it is not pending.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    public int Number => Key.Number;
}
