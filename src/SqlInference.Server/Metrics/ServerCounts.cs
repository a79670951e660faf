namespace SqlInference.Server.Metrics;

/// <summary>The requests of every protocol.</summary>
sealed class ServerCounts
{
    public RequestCounts OpenInference { get; } = new("open_inference");

    public RequestCounts Registry { get; } = new("registry");

    public RequestCounts SageMaker { get; } = new("sagemaker");

    public RequestCounts Functions { get; } = new("functions");

    public RequestCounts Metrics { get; } = new("metrics");

    /// <summary>Requests to paths that are nobody's.</summary>
    public RequestCounts Unknown { get; } = new("unknown");

    public IReadOnlyList<ProtocolFigures> Read() =>
        [OpenInference.Read(), Registry.Read(), SageMaker.Read(), Functions.Read(), Metrics.Read(), Unknown.Read()];
}
