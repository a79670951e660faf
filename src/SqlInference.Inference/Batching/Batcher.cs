using System.Collections.Concurrent;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Batching;

/// <summary>
/// Brings requests to a backend: as many at once as it has places, larger ones split, and those that find every place
/// taken merged while they wait. Nothing ever waits for company: a request that finds a place free runs at once, on the
/// caller's own thread and buffers, and batches grow only because the backend is busy. So an idle service answers at
/// the speed of one call, and a loaded one in full batches, with no delay to tune.
/// </summary>
public sealed class Batcher : IDisposable
{
    readonly IModelBackend _backend;
    readonly string _model;
    readonly ModelStatistics _statistics;
    readonly TimeProvider _time;
    readonly int _places;
    readonly int _maxQueued;
    readonly Lock _lock = new();
    readonly FairQueue _waiting = new();
    readonly ConcurrentBag<MergedBatch> _mergedBatches = [];
    int _freePlaces;

    public Batcher(IModelBackend backend, string model, ScoringOptions options, ModelStatistics statistics, TimeProvider time)
    {
        _backend = backend;
        _model = model;
        _statistics = statistics;
        _time = time;
        _places = Math.Max(1, Math.Min(backend.Concurrency, options.MaxConcurrency ?? int.MaxValue));
        _freePlaces = _places;
        _maxQueued = options.MaxQueuedRequests;
        MaxBatchRows = Math.Max(1, Math.Min(backend.MaxBatchRows, options.MaxBatchRows ?? int.MaxValue));
    }

    public int MaxBatchRows { get; }

    /// <summary>
    /// Runs the backend over the rows. Completes synchronously where the backend does and has a place free. The buffers
    /// are the caller's again when the task has completed, however it has.
    /// </summary>
    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (context.Cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled(context.Cancellation);
        if (input.RowCount > MaxBatchRows)
            return new(RunSplitAsync(input, results, context));

        WaitingRequest? request = null;
        lock (_lock)
        {
            if (_freePlaces > 0)
            {
                _freePlaces--;
            }
            else
            {
                if (_waiting.Count >= _maxQueued)
                    _waiting.DropCompleted();
                if (_waiting.Count >= _maxQueued)
                {
                    throw new SqlInferenceException(ErrorConditions.QueueFull,
                        $"Model '{_model}' has {_maxQueued} requests waiting and takes no more.",
                        "Retry later, or raise MAX_CONCURRENCY if the machine has room.");
                }

                request = new(input, results, context, _time.GetTimestamp());
                request.ListenForCancellation();
                _waiting.Enqueue(request);
            }
        }

        return request == null ? RunInPlace(input, results, context) : new(request.Task);
    }

    public void Dispose()
    {
        foreach (var batch in _mergedBatches)
            batch.Dispose();
    }

    ValueTask RunInPlace(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var started = _time.GetTimestamp();
        try
        {
            var run = _backend.RunAsync(input, results, context.Cancellation);
            if (!run.IsCompletedSuccessfully)
                return AwaitRun(run, results, input.RowCount, started);
            RequireAllRows(results, input.RowCount);
        }
        catch (Exception exception)
        {
            EndRun(input.RowCount, started, exception);
            throw;
        }

        EndRun(input.RowCount, started, null);
        return default;
    }

    async ValueTask AwaitRun(ValueTask run, ResultColumns results, int rows, long started)
    {
        try
        {
            await run.ConfigureAwait(false);
            RequireAllRows(results, rows);
        }
        catch (Exception exception)
        {
            EndRun(rows, started, exception);
            throw;
        }

        EndRun(rows, started, null);
    }

    /// <summary>Everything behind this point reads one answer per row without looking again.</summary>
    void RequireAllRows(ResultColumns results, int rows)
    {
        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] is not { } buffer || buffer.RowCount == rows)
                continue;
            throw new SqlInferenceException(ErrorConditions.ResponseInvalid,
                $"Model '{_model}' gave {buffer.RowCount} answers for {rows} rows.", "The model or its endpoint is at fault; nothing was returned.");
        }
    }

    void EndRun(int rows, long started, Exception? exception)
    {
        Count(rows, started, exception);
        PassOnPlace();
    }

    void Count(int rows, long started, Exception? exception)
    {
        if (exception == null)
            _statistics.BatchRun(rows, MaxBatchRows, _time.GetElapsedTime(started));
        else if (exception is not OperationCanceledException)
            _statistics.BatchFailed();
    }

    /// <summary>Gives the place to those who wait, or back. What waited runs on another thread: the caller has its answer.</summary>
    void PassOnPlace()
    {
        List<WaitingRequest> next;
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _freePlaces++;
                return;
            }

            next = TakeWaiting();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Batcher.RunWaitingAsync(work.Requests),
            (Batcher: this, Requests: next), preferLocal: false);
    }

    List<WaitingRequest> TakeWaiting()
    {
        var taken = new List<WaitingRequest>();
        var room = MaxBatchRows;
        while (_waiting.TryDequeue(room) is { } request)
        {
            if (request.Task.IsCompleted)
                continue;
            taken.Add(request);
            room -= request.RowCount;
        }

        return taken;
    }

    async Task RunWaitingAsync(List<WaitingRequest> requests)
    {
        foreach (var request in requests)
            _statistics.QueueTime.Record(_time.GetElapsedTime(request.EnqueuedAt));

        // A single request is merged too: its caller may give up at any time, and then must get its buffers back at once.
        if (requests.Count > 0 && !await TryRunMergedAsync(requests).ConfigureAwait(false))
        {
            foreach (var request in requests)
                await RunAloneAsync(request).ConfigureAwait(false);
        }

        PassOnPlace();
    }

    async Task<bool> TryRunMergedAsync(List<WaitingRequest> requests)
    {
        if (!_mergedBatches.TryTake(out var batch))
            batch = new(_backend.Signature);
        try
        {
            batch.Merge(requests);
            if (batch.Input.RowCount > 0)
                await RunCountedAsync(batch, CancellationToken.None).ConfigureAwait(false);
            batch.HandOut();
            return true;
        }
        // One request's rows must not fail another's: each is tried by itself.
        catch (Exception exception) when (requests.Count > 1 && exception is not OutOfMemoryException)
        {
            return false;
        }
        catch (Exception exception)
        {
            foreach (var request in requests)
                request.Fail(exception);
            return true;
        }
        finally
        {
            batch.ForgetWanted();
            _mergedBatches.Add(batch);
        }
    }

    async Task RunAloneAsync(WaitingRequest request)
    {
        if (!request.Task.IsCompleted)
            await TryRunMergedAsync([request]).ConfigureAwait(false);
    }

    async Task RunCountedAsync(MergedBatch batch, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        try
        {
            await _backend.RunAsync(batch.Input, batch.Results, cancellation).ConfigureAwait(false);
            RequireAllRows(batch.Results, batch.Input.RowCount);
            Count(batch.Input.RowCount, started, null);
        }
        catch (Exception exception)
        {
            Count(batch.Input.RowCount, started, exception);
            throw;
        }
    }

    /// <summary>Parts of a large request run one after the other, or overlap where the backend waits for something.</summary>
    async Task RunSplitAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var running = new Queue<(BatchPart Part, Task Run)>();
        try
        {
            var written = 0;
            for (var start = 0; start < input.RowCount; start += MaxBatchRows)
            {
                if (running.Count == _places)
                    written += await WriteOldestAsync(running, results, input.RowCount, written).ConfigureAwait(false);
                var part = new BatchPart(input, start, Math.Min(MaxBatchRows, input.RowCount - start), results);
                running.Enqueue((part, RunAsync(part.Input, part.Results, context).AsTask()));
            }

            while (running.Count > 0)
                written += await WriteOldestAsync(running, results, input.RowCount, written).ConfigureAwait(false);
        }
        finally
        {
            // After a failure the other parts still read the caller's buffers.
            foreach (var (part, run) in running)
            {
                await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                part.Dispose();
            }
        }
    }

    static async Task<int> WriteOldestAsync(Queue<(BatchPart Part, Task Run)> running, ResultColumns results, int totalRows, int at)
    {
        var (part, run) = running.Peek();
        await run.ConfigureAwait(false);
        part.WriteTo(results, totalRows, at);
        running.Dequeue();
        part.Dispose();
        return part.Input.RowCount;
    }
}
