using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Batching;

/// <summary>
/// Brings requests to a backend: as many at once as it has places, long ones in slices, and short ones that find every
/// place taken merged while they wait. Nothing waits for a time: a request that finds a place free runs at once, on the
/// caller's own thread and buffers, and batches grow only because the backend or the processor is busy. So an idle
/// service answers at the speed of one call, and a loaded one in full batches, with no delay to tune.
/// </summary>
sealed class Batcher : IDisposable
{
    readonly IModelBackend _backend;
    readonly string _model;
    readonly ModelStatistics _statistics;
    readonly TimeProvider _time;
    readonly Places _places;
    readonly MergedRuns _merged;

    /// <param name="gate">Whoever calls is inside of it. So is work that goes on when its callers have given up.</param>
    public Batcher(IModelBackend backend, string model, ScoringOptions options, ModelStatistics statistics, TimeProvider time, RequestGate gate)
    {
        _backend = backend;
        _model = model;
        _statistics = statistics;
        _time = time;
        MaxBatchRows = Math.Max(1, Math.Min(backend.MaxBatchRows, options.MaxBatchRows ?? int.MaxValue));
        _places = new(backend, model, MaxBatchRows, options, statistics, time);
        _merged = new(this, _places, backend.Signature, statistics, time, gate);
    }

    public int MaxBatchRows { get; }

    /// <summary>
    /// Runs the backend over the rows. Completes synchronously where the backend does and has a place free. The buffers
    /// are the caller's again when the task has completed, however it has; it is to be awaited exactly once.
    /// </summary>
    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (context.Cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled(context.Cancellation);
        if (input.RowCount > MaxBatchRows)
            return RunInSlicesAsync(input, results, context);

        var started = _time.GetTimestamp();
        switch (_places.Enter(input, results, context, started, out var isLong, out var waiting))
        {
            case Turn.Now:
                return RunInPlace(input, results, started, isLong, context.Cancellation);
            case Turn.InSlices:
                return RunInSlicesAsync(input, results, context);
            case Turn.Gathered:
                var completion = waiting!.Completion;
                _merged.Start();
                return completion;
            default:
                return waiting!.Completion;
        }
    }

    public void Dispose() => _merged.Dispose();

    /// <summary>Runs a slice of a long request when it has got a place.</summary>
    internal async ValueTask RunSliceAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (_places.EnterSlice(input, results, context) is { } waiting)
            await waiting.Completion.ConfigureAwait(false);
        await RunInPlace(input, results, _time.GetTimestamp(), isLong: true, context.Cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs the backend from a place that the caller keeps.</summary>
    internal async ValueTask RunCountedAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        try
        {
            await _backend.RunAsync(input, results, cancellation).ConfigureAwait(false);
            RequireAllRows(results, input.RowCount);
        }
        catch (Exception exception)
        {
            Count(input.RowCount, started, exception);
            throw;
        }

        _places.Learn(input.RowCount, Count(input.RowCount, started, null));
    }

    ValueTask RunInPlace(ColumnBatch input, ResultColumns results, long started, bool isLong, CancellationToken cancellation)
    {
        try
        {
            var run = _backend.RunAsync(input, results, cancellation);
            if (!run.IsCompletedSuccessfully)
                return AwaitRun(run, results, input.RowCount, started, isLong);
            RequireAllRows(results, input.RowCount);
        }
        catch (Exception exception)
        {
            EndRun(input.RowCount, started, isLong, exception);
            throw;
        }

        EndRun(input.RowCount, started, isLong, null);
        return default;
    }

    async ValueTask AwaitRun(ValueTask run, ResultColumns results, int rows, long started, bool isLong)
    {
        try
        {
            await run.ConfigureAwait(false);
            RequireAllRows(results, rows);
        }
        catch (Exception exception)
        {
            EndRun(rows, started, isLong, exception);
            throw;
        }

        EndRun(rows, started, isLong, null);
    }

    /// <summary>Everything behind this point reads one answer per row without looking again.</summary>
    void RequireAllRows(ResultColumns results, int rows)
    {
        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] is { } buffer && buffer.RowCount != rows)
                throw ScoringErrors.WrongRowCount(_model, buffer.RowCount, rows);
        }
    }

    void EndRun(int rows, long started, bool isLong, Exception? exception)
    {
        // What waited runs on another thread: the caller has its answer.
        if (_places.Leave(isLong, rows, Count(rows, started, exception)))
            _merged.Start();
    }

    /// <returns>How long the run took; less than zero where that says nothing about the next.</returns>
    long Count(int rows, long started, Exception? exception)
    {
        var ticks = _time.GetTimestamp() - started;
        if (exception == null)
            _statistics.BatchRun(rows, MaxBatchRows, _time.GetElapsedTime(started, started + ticks));
        else if (exception is not OperationCanceledException)
            _statistics.BatchFailed();
        return exception == null && rows > 0 ? ticks : -1;
    }

    async ValueTask RunInSlicesAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var (rows, bytes) = (input.RowCount, Admission.BytesOf(input));
        _places.AdmitLong(rows, bytes);
        try
        {
            await new SlicedRun(this, _places, input, results, context).RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _places.LeaveLong(rows, bytes);
        }
    }
}
