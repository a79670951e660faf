using SqlInference.Inference.Columns;
using SqlInference.Service.Background;

namespace SqlInference.Service.Statements;

/// <summary>The rows that training needs: the session runs <see cref="Query"/> and hands over what comes, chunk by chunk.</summary>
public abstract class TrainingRun : IDisposable
{
    /// <summary>The training query in the session's own SQL.</summary>
    public abstract string Query { get; }

    /// <summary>How much longer than MAX_RUNTIME it may take, where it looks at the clock itself and keeps what is best by then.</summary>
    public virtual TimeSpan Grace => TimeSpan.Zero;

    public virtual TrainingStatus Status => new(TrainingPhase.ReadingRows, 0);

    /// <summary>The model was dropped while it was being made.</summary>
    public virtual bool WasDropped => false;

    /// <summary>Tells the session to stop reading and training.</summary>
    public virtual CancellationToken Stopped => CancellationToken.None;

    /// <summary>Says why, once <see cref="Stopped"/> is cancelled.</summary>
    public virtual void ThrowIfStopped()
    {
    }

    /// <summary>Names and types of the query's columns, before the first chunk. Refuses what cannot be trained on.</summary>
    public abstract void Describe(IReadOnlyList<TrainingColumn> columns);

    public abstract void Add(ColumnBatch rows);

    /// <summary>All rows are in: refuses what cannot be learnt from them, while the session is there to hear of it.</summary>
    public virtual void End()
    {
    }

    /// <summary>Trains, and keeps the artifact.</summary>
    public abstract void Finish(IProgress<double>? progress, CancellationToken cancellation);

    public abstract void Dispose();
}
