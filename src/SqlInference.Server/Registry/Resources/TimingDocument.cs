using System.ComponentModel;
using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Registry.Resources;

[Description("Durations, counted in powers of two of a microsecond.")]
sealed record TimingDocument
{
    [Description("How many were counted.")]
    public required long Count { get; init; }

    [Description("All of them together, in milliseconds.")]
    public required double TotalMs { get; init; }

    [Description("An upper bound of what half of them stayed below, exact to a factor of two, in milliseconds; null where none was counted.")]
    public required double? P50Ms { get; init; }

    [Description("An upper bound of what 99 of 100 stayed below, exact to a factor of two, in milliseconds; null where none was counted.")]
    public required double? P99Ms { get; init; }

    [Description("Element i counts durations of less than 2^i microseconds and at least half that; the last, all that are longer.")]
    public required IReadOnlyList<long> Buckets { get; init; }

    public static TimingDocument Of(HistogramSnapshot times) => new()
    {
        Count = times.Count,
        TotalMs = times.Total.TotalMilliseconds,
        P50Ms = times.Count == 0 ? null : times.Quantile(0.5).TotalMilliseconds,
        P99Ms = times.Count == 0 ? null : times.Quantile(0.99).TotalMilliseconds,
        Buckets = times.Counts,
    };
}
