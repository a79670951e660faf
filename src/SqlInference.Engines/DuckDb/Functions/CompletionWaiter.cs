namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Blocks a database thread until a task is done, without allocating. Whoever runs the task hears its cancellation.</summary>
sealed class CompletionWaiter : IDisposable
{
    readonly ManualResetEventSlim _completed = new();
    readonly Action _complete;

    public CompletionWaiter() => _complete = _completed.Set;

    public void Wait(ValueTask task)
    {
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _completed.Reset();
            awaiter.UnsafeOnCompleted(_complete);
            // Not cancellable: the task reads and writes the caller's memory until it is done.
            _completed.Wait();
        }

        awaiter.GetResult();
    }

    public void Dispose() => _completed.Dispose();
}
