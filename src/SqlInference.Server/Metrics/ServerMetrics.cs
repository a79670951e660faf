using SqlInference.Server.Configuration;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.Metrics;

/// <summary>What the server counts and whom it tells: Prometheus, which asks, and a collector, where there is one.</summary>
sealed class ServerMetrics : IDisposable
{
    readonly FigureReader _figures;
    readonly TelemetryExport? _export;

    public ServerMetrics(InferenceService service, ServerOptions options)
    {
        _figures = new(service, Counts);
        _export = options.OtlpEndpoint is { } collector ? new(collector, _figures, service.Options.Time) : null;
    }

    public ServerCounts Counts { get; } = new();

    public void Map(ProtocolRoutes routes) => new MetricsApi(_figures).Map(routes);

    public void Dispose() => _export?.Dispose();
}
