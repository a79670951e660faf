namespace SqlInference.Server.Registry.Statements;

/// <summary>How many statements may be under way between the service and its callers, and for how long.</summary>
sealed record RunLimits
{
    /// <summary>How long a run outlives the last sign of its client.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a statement waits for the transaction of its session to end.</summary>
    public TimeSpan PendingLease { get; init; } = TimeSpan.FromHours(24);

    public int PerCaller { get; init; } = 32;

    public int InAll { get; init; } = 1024;

    /// <summary>How many statements of one user may wait for their transactions.</summary>
    public int Pending { get; init; } = 1024;
}
