using SqlInference.Inference.Batching;

namespace SqlInference.Inference.Scoring;

/// <summary>How one model is served: the model's SETTINGS as far as they concern scoring.</summary>
public sealed record ScoringOptions
{
    /// <summary>Drop duplicates within a batch and answer repeats from a bounded cache (setting CACHE).</summary>
    public bool Cache { get; init; } = true;

    public ErrorPolicy OnError { get; init; } = ErrorPolicy.Fail;

    /// <summary>The most rows the backend sees at once; null leaves it to the backend (setting MAX_BATCH_ROWS).</summary>
    public int? MaxBatchRows { get; init; }

    /// <summary>The most batches in the backend at once; null leaves it to the backend (setting MAX_CONCURRENCY).</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How long a request may take, queueing included (setting TIMEOUT_MS).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Requests that may wait for the model before further ones are turned away.</summary>
    public int MaxQueuedRequests { get; init; } = 1024;

    /// <summary>Rows that may wait, those of long requests under way included.</summary>
    public long MaxQueuedRows { get; init; } = 4 << 20;

    /// <summary>Bytes of arguments that may wait, those of long requests under way included.</summary>
    public long MaxQueuedBytes { get; init; } = 256 << 20;

    /// <summary>What all models of the process may have waiting together; null for no such bound.</summary>
    public AdmissionBudget? Budget { get; init; }
}
