namespace SqlInference.Inference.Remote.Connections;

/// <summary>Leaves an endpoint alone where at least half of its last requests failed.</summary>
/// <param name="LeastRequests">With fewer within <see cref="Window"/>, nothing is concluded; at least 2.</param>
public sealed record BreakerPolicy(int LeastRequests = 8)
{
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);
}
