using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Batching;

/// <summary>
/// A request that did not run at once. Its buffers belong to the caller, who gets them back the moment
/// <see cref="Completion"/> completes; <see cref="TryLend"/> and <see cref="GiveBack"/> bracket every use of them.
/// Used again for another request when both the caller and the batcher have let go of it.
/// </summary>
sealed class WaitingRequest : IValueTaskSource
{
    static readonly ConcurrentBag<WaitingRequest> Unused = [];

    readonly Lock _lock = new();
    ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    CancellationTokenRegistration _registration;
    MergedBatch? _runsIn;
    int _holders;
    bool _lent;
    bool _cancelled;
    bool _completed;

    WaitingRequest()
    {
    }

    public ColumnBatch Input { get; private set; } = null!;

    /// <summary>Of the input, which a caller who gave up may have filled anew while the request still stands in the queue.</summary>
    public int RowCount { get; private set; }

    public ResultColumns Results { get; private set; } = null!;

    public RequestContext Context { get; private set; }

    /// <summary>A slice of a long request: it waits for a place only, and runs on its caller's buffers.</summary>
    public bool IsSlice { get; private set; }

    public long EnqueuedAt { get; private set; }

    /// <summary>What it takes of the queue's room.</summary>
    public long Bytes { get; private set; }

    /// <summary>To be awaited exactly once.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    public bool IsCompleted
    {
        get
        {
            lock (_lock)
                return _completed;
        }
    }

    public static WaitingRequest For(ColumnBatch input, ResultColumns results, RequestContext context, bool isSlice, long now, long bytes)
    {
        if (!Unused.TryTake(out var request))
            request = new();
        request.Begin(input, results, context, isSlice, now, bytes);
        return request;
    }

    /// <summary>Takes the buffers for a moment; false where the caller has given up. Ends the stay in a merged batch.</summary>
    public bool TryLend()
    {
        lock (_lock)
        {
            _runsIn = null;
            return _lent = !_completed && !_cancelled;
        }
    }

    /// <summary>
    /// Ends the loan: with the answer written, or not. While a batch runs with a copy of the rows, it hears when the caller
    /// gives up.
    /// </summary>
    public void GiveBack(bool answered = false, MergedBatch? runsIn = null)
    {
        lock (_lock)
        {
            _lent = false;
            if (answered)
            {
                Complete();
            }
            else if (_cancelled)
            {
                CancelNow();
            }
            else if (runsIn != null)
            {
                _runsIn = runsIn;
                runsIn.Joined();
            }
        }
    }

    /// <summary>The batch has ended without an answer.</summary>
    public void Leave(MergedBatch batch)
    {
        lock (_lock)
        {
            if (_runsIn == batch)
                _runsIn = null;
        }
    }

    /// <summary>Gives a slice its place; false where the caller has given up.</summary>
    public bool TryGrant()
    {
        lock (_lock)
        {
            if (_completed)
                return false;
            Complete();
            return true;
        }
    }

    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            _runsIn = null;
            if (_completed)
                return;
            _completed = true;
            _completion.SetException(exception);
        }
    }

    /// <summary>The batcher will not touch the request again.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        Input = null!;
        Results = null!;
        Context = default;
        Unused.Add(this);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is under way, so that it cannot hit the next request.
            _registration.Dispose();
            LetGo();
        }
    }

    void Begin(ColumnBatch input, ResultColumns results, RequestContext context, bool isSlice, long now, long bytes)
    {
        (Input, RowCount, Results, Context, IsSlice, EnqueuedAt, Bytes) = (input, input.RowCount, results, context, isSlice, now, bytes);
        _completion.Reset();
        _holders = 2;
        _runsIn = null;
        _lent = _cancelled = _completed = false;
        _registration = context.Cancellation.UnsafeRegister(static request => ((WaitingRequest)request!).Cancel(), this);
    }

    void Cancel()
    {
        lock (_lock)
        {
            _cancelled = true;
            _runsIn?.GaveUp();
            _runsIn = null;
            if (!_lent && !_completed)
                CancelNow();
        }
    }

    void CancelNow()
    {
        _completed = true;
        _completion.SetException(new OperationCanceledException(Context.Cancellation));
    }

    void Complete()
    {
        _completed = true;
        _completion.SetResult(true);
    }
}
