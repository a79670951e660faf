using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <param name="Requests">Those that ended, by <see cref="RequestCounts.Outcomes"/>.</param>
sealed record ProtocolFigures(string Protocol, IReadOnlyList<long> Requests, long InFlight, long RequestBytes, HistogramSnapshot Times);
