using SqlInference.Inference.Columns;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Training;

/// <summary>Hands the rows of a request's body to training, one batch after the other.</summary>
static class TrainingUpload
{
    public static async Task RunAsync(TrainingBody body, TrainingRun training, TimeProvider time, TimeSpan silence, CancellationToken stop)
    {
        body.Watch(time, silence, stop);
        var columns = await body.ReadColumnsAsync().ConfigureAwait(false);
        training.Describe(columns);
        var batch = new ColumnBatch(columns.Count);
        while (await body.ReadAsync(batch).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            training.Add(batch);
        }

        training.End();
    }
}
