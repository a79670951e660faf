namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// What was not begun (no connection, 429, 502, 503, 504) is tried again up to <paramref name="MaxRetries"/> times; what
/// may have been computed but whose answer was lost or late, once.
/// </summary>
public sealed record RetryPolicy(int MaxRetries = 4)
{
    /// <summary>Before the first retry, on average; it doubles from one to the next.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>No pause is longer; an endpoint that asks for a longer one by Retry-After has failed.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(10);
}
