namespace SqlInference.Server.Registry.Statements;

/// <summary>How many statements may be under way between the service and its callers, and for how long.</summary>
sealed record RunLimits
{
    /// <summary>How long a run outlives the last sign of its client.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    public int PerCaller { get; init; } = 32;

    public int InAll { get; init; } = 1024;
}
