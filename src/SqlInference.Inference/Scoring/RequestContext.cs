namespace SqlInference.Inference.Scoring;

/// <summary>On whose behalf rows are scored, and for how long that is of use.</summary>
/// <param name="CallerId">Equal for the requests of one query or session: queues are fair between callers.</param>
/// <param name="Deadline">Null for as long as it takes.</param>
public readonly record struct RequestContext(long CallerId, DateTimeOffset? Deadline, CancellationToken Cancellation)
{
    static long LastCallerId;

    /// <summary>What the adapter knows of the caller's session, for functions that are about the caller; models never look at it.</summary>
    public object? Session { get; init; }

    /// <summary>A context for a new caller.</summary>
    public static RequestContext ForNewCaller(DateTimeOffset? deadline, CancellationToken cancellation) =>
        new(Interlocked.Increment(ref LastCallerId), deadline, cancellation);
}
