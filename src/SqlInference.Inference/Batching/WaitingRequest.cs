using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Batching;

/// <summary>
/// A request that found every place at the backend taken. Its buffers belong to the caller, who gets them back the
/// moment <see cref="Task"/> completes; <see cref="TryLend"/> and <see cref="GiveBack"/> bracket every use of them.
/// </summary>
sealed class WaitingRequest(ColumnBatch input, ResultColumns results, RequestContext context, long enqueuedAt)
{
    readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lock = new();
    CancellationTokenRegistration _registration;
    bool _lent;
    bool _cancelled;

    public ColumnBatch Input { get; } = input;

    /// <summary>Of the input, which a caller who gave up may have filled anew while the request still stands in the queue.</summary>
    public int RowCount { get; } = input.RowCount;

    public ResultColumns Results { get; } = results;

    public RequestContext Context { get; } = context;

    public long EnqueuedAt { get; } = enqueuedAt;

    public Task Task => _completion.Task;

    /// <summary>Called once, before others know the request: they complete it, and that ends the listening.</summary>
    public void ListenForCancellation() =>
        _registration = Context.Cancellation.UnsafeRegister(static state => ((WaitingRequest)state!).Cancel(), this);

    /// <summary>Takes the buffers for a moment; false where the caller has given up.</summary>
    public bool TryLend()
    {
        lock (_lock)
        {
            _lent = !_cancelled;
            return _lent;
        }
    }

    public void GiveBack()
    {
        lock (_lock)
        {
            _lent = false;
            if (!_cancelled)
                return;
        }

        _completion.TrySetCanceled(Context.Cancellation);
    }

    public void Complete()
    {
        _registration.Dispose();
        _completion.TrySetResult();
    }

    public void Fail(Exception exception)
    {
        _registration.Dispose();
        if (exception is OperationCanceledException && Context.Cancellation.IsCancellationRequested)
            _completion.TrySetCanceled(Context.Cancellation);
        else
            _completion.TrySetException(exception);
    }

    void Cancel()
    {
        lock (_lock)
        {
            _cancelled = true;
            if (_lent)
                return;
        }

        _completion.TrySetCanceled(Context.Cancellation);
    }
}
