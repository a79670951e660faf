namespace SqlInference.Server.Metrics;

enum MetricKind
{
    /// <summary>Only grows, from the start of the process.</summary>
    Counter,

    Gauge,

    /// <summary>Durations, in seconds.</summary>
    Histogram,
}
