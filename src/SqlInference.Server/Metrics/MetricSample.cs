using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <summary>One figure of a family. A histogram has its <paramref name="Times"/> in place of a value.</summary>
readonly record struct MetricSample(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, HistogramSnapshot? Times = null);
