namespace SqlInference.Server.Metrics;

/// <summary>All metrics, whichever way they leave the service.</summary>
static class MetricFamilies
{
    public static readonly IReadOnlyList<MetricFamily> All = [.. ProcessFamilies.All, .. HttpFamilies.All, .. HostFamilies.All, .. ModelFamilies.All];
}
