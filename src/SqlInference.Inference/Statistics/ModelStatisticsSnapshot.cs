namespace SqlInference.Inference.Statistics;

/// <summary><see cref="ModelStatistics"/> at one moment.</summary>
/// <param name="RowsServed">All rows answered, NULLs, duplicates and cached ones included.</param>
/// <param name="RowsNull">Rows answered with NULL because an argument was.</param>
/// <param name="RowsRefused">Rows that the model refused and that ON_ERROR 'null' answered with NULL.</param>
/// <param name="DuplicatesDropped">Rows answered by an equal row of the same batch.</param>
/// <param name="CacheHits">Rows answered from the cache.</param>
/// <param name="TurnedAway">Requests that found the queue full.</param>
/// <param name="Late">Requests that were not answered by their deadline.</param>
public sealed record ModelStatisticsSnapshot(
    long Requests,
    long RowsServed,
    long RowsNull,
    long RowsRefused,
    long DuplicatesDropped,
    long CacheHits,
    long Batches,
    long BatchRows,
    long BatchCapacity,
    long Failures,
    HistogramSnapshot QueueTime,
    HistogramSnapshot RunTime,
    long TurnedAway,
    long Late)
{
    /// <summary>How full batches were, 0 to 1.</summary>
    public double Fill => BatchCapacity == 0 ? 0 : (double)BatchRows / BatchCapacity;
}
