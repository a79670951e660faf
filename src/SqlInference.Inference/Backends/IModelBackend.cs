using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Backends;

/// <summary>
/// One loaded model version: rows in, answers out. <see cref="RunAsync"/> is called concurrently, by at most
/// <see cref="Concurrency"/> callers, with batches of 1 to <see cref="MaxBatchRows"/> rows whose columns have exactly
/// the types of <see cref="Signature"/> and are free of NULL except where an input accepts it.
/// </summary>
public interface IModelBackend : IDisposable
{
    ModelSignature Signature { get; }

    /// <summary>More rows than this are split.</summary>
    int MaxBatchRows { get; }

    /// <summary>How many calls may run at once.</summary>
    int Concurrency { get; }

    /// <summary>What the model takes in memory, the working memory of requests aside; nothing where it is elsewhere.</summary>
    long MemoryBytes => 0;

    /// <summary>
    /// Scores every row and fills each wanted output with one value per row. Backends that compute on the calling
    /// thread return a completed task.
    /// </summary>
    ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation);
}
