namespace SqlInference.Catalog;

/// <summary>A statement that waits for its session's transaction, as it stood when it was read.</summary>
public sealed record PendingStatement
{
    /// <summary>Told to nobody but the session, which confirms by it.</summary>
    public required string Id { get; init; }

    public required string Database { get; init; }

    /// <summary>Who began it, and whom it is executed for.</summary>
    public required Principal Actor { get; init; }

    /// <summary>The session's transaction, as the session calls it; null where it does not say.</summary>
    public string? Transaction { get; init; }

    public PendingState State { get; init; }

    /// <summary>The version that confirming puts in service, at once or when it is trained; null where the statement is executed.</summary>
    public VersionKey? Version { get; init; }

    public required PendingDocument Document { get; init; }

    /// <summary>Why it failed.</summary>
    public PendingFailure? Failure { get; init; }

    /// <summary>How long it outlives the last sign of its session.</summary>
    public required TimeSpan Lease { get; init; }
}
