namespace SqlInference.Inference.Statistics;

/// <summary>A <see cref="Histogram"/> at one moment.</summary>
public sealed record HistogramSnapshot(IReadOnlyList<long> Counts, TimeSpan Total)
{
    public long Count => Counts.Sum();

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : Total / Count;

    /// <summary>An upper bound of the duration that <paramref name="fraction"/> of all stayed below.</summary>
    public TimeSpan Quantile(double fraction)
    {
        var wanted = (long)Math.Ceiling(Count * fraction);
        long seen = 0;
        for (var bucket = 0; bucket < Counts.Count; bucket++)
        {
            seen += Counts[bucket];
            if (seen >= wanted && seen > 0)
                return TimeSpan.FromMicroseconds(Math.ScaleB(1, bucket));
        }

        return TimeSpan.Zero;
    }
}
