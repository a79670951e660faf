namespace SqlInference.Inference.Remote;

/// <summary>What holds where an endpoint's settings say nothing, by protocol.</summary>
static class EndpointDefaults
{
    const int MiB = 1 << 20;

    /// <summary>Enough to keep the wire busy while an answer is computed, and few enough not to flood a small server.</summary>
    public static int Concurrency(this RemoteEndpoint endpoint) => endpoint.Settings.MaxConcurrency ?? 8;

    public static int BatchRows(this RemoteEndpoint endpoint) => endpoint.Settings.MaxBatchRows ?? 8192;

    /// <summary>
    /// SageMaker takes bodies of 6 MiB and Redshift sends Lambda functions at most 5 MiB; other servers have limits of
    /// their own, of which 64 MiB is a usual one.
    /// </summary>
    public static int RequestBytes(this RemoteEndpoint endpoint) => endpoint.Settings.MaxRequestBytes ?? endpoint.Protocol switch
    {
        RemoteProtocol.SageMaker => 6 * MiB,
        RemoteProtocol.Lambda => 5 * MiB,
        _ => 64 * MiB,
    };
}
