using SqlInference.Inference.Columns;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Training;

/// <summary>Training rows as they come in a request's body, a batch at a time. Used by one request; the batch's memory belongs to the body.</summary>
abstract class TrainingBody(BodyReader reader) : IDisposable
{
    protected BodyReader Reader => reader;

    /// <summary>How long nothing may come, and who else may end the reading.</summary>
    public void Watch(TimeProvider time, TimeSpan silence, CancellationToken stop) => reader.Watch(time, silence, stop);

    /// <summary>Names and types, which come before the rows.</summary>
    public abstract ValueTask<IReadOnlyList<TrainingColumn>> ReadColumnsAsync();

    /// <summary>Fills a batch with the next rows. False: there are no more, and none are missing.</summary>
    public abstract ValueTask<bool> ReadAsync(ColumnBatch batch);

    public virtual void Dispose() => reader.Dispose();
}
