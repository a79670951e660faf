using System.Numerics;

namespace SqlInference.Inference.Statistics;

/// <summary>
/// Durations counted in powers of two of a microsecond: cheap enough for the hot path, exact enough to see where
/// time goes. Thread-safe.
/// </summary>
public sealed class Histogram
{
    /// <summary>Bucket i counts durations below 2^i microseconds; the last one, all that are longer.</summary>
    public const int BucketCount = 32;

    readonly long[] _counts = new long[BucketCount];
    long _totalMicroseconds;

    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        var bucket = Math.Min(BucketCount - 1, 64 - BitOperations.LeadingZeroCount((ulong)microseconds));
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _totalMicroseconds, microseconds);
    }

    public HistogramSnapshot Snapshot()
    {
        var counts = new long[BucketCount];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Interlocked.Read(ref _counts[i]);
        return new(counts, TimeSpan.FromMicroseconds(Interlocked.Read(ref _totalMicroseconds)));
    }
}
