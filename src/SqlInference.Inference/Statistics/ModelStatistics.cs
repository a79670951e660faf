namespace SqlInference.Inference.Statistics;

/// <summary>What a model has done in this process, however often it was loaded. Counters are bumped once per batch, never per row.</summary>
public sealed class ModelStatistics
{
    long _requests;
    long _rowsServed;
    long _rowsNull;
    long _rowsRefused;
    long _duplicatesDropped;
    long _cacheHits;
    long _batches;
    long _batchRows;
    long _batchCapacity;
    long _failures;
    long _turnedAway;
    long _late;

    /// <summary>How long requests waited for a free place at the backend; those that did not wait are not counted.</summary>
    public Histogram QueueTime { get; } = new();

    /// <summary>How long one batch took in the backend.</summary>
    public Histogram RunTime { get; } = new();

    public void RequestServed(int rows, int nullRows)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _rowsServed, rows);
        if (nullRows > 0)
            Interlocked.Add(ref _rowsNull, nullRows);
    }

    public void Deduplicated(int duplicates, int cacheHits)
    {
        if (duplicates > 0)
            Interlocked.Add(ref _duplicatesDropped, duplicates);
        if (cacheHits > 0)
            Interlocked.Add(ref _cacheHits, cacheHits);
    }

    public void RowRefused() => Interlocked.Increment(ref _rowsRefused);

    public void BatchRun(int rows, int capacity, TimeSpan duration)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _batchRows, rows);
        Interlocked.Add(ref _batchCapacity, capacity);
        RunTime.Record(duration);
    }

    public void BatchFailed() => Interlocked.Increment(ref _failures);

    /// <summary>A request found the queue full.</summary>
    public void RequestTurnedAway() => Interlocked.Increment(ref _turnedAway);

    /// <summary>A request was not answered by its deadline.</summary>
    public void RequestLate() => Interlocked.Increment(ref _late);

    public ModelStatisticsSnapshot Snapshot() => new(
        Interlocked.Read(ref _requests), Interlocked.Read(ref _rowsServed), Interlocked.Read(ref _rowsNull),
        Interlocked.Read(ref _rowsRefused), Interlocked.Read(ref _duplicatesDropped), Interlocked.Read(ref _cacheHits),
        Interlocked.Read(ref _batches), Interlocked.Read(ref _batchRows), Interlocked.Read(ref _batchCapacity),
        Interlocked.Read(ref _failures), QueueTime.Snapshot(), RunTime.Snapshot(),
        Interlocked.Read(ref _turnedAway), Interlocked.Read(ref _late));
}
