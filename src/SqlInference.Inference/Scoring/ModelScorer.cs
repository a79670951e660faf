using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// One loaded model version as callers see it: keeps NULLs and repeated rows from the backend, batches the rest, and
/// applies the model's settings for errors and time. Owns the backend. A scorer that is disposed of finishes the requests
/// that it has and takes no others: <see cref="ScoreAsync"/> then throws <see cref="ObjectDisposedException"/> before it
/// has touched anything, and the caller asks for the model's present scorer.
/// </summary>
public sealed class ModelScorer : IScorer, IDisposable, IAsyncDisposable
{
    static readonly TimeSpan FurthestTimer = TimeSpan.FromDays(49);

    readonly IModelBackend _backend;
    readonly string _model;
    readonly ScoringOptions _options;
    readonly TimeProvider _time;
    readonly Batcher _batcher;
    readonly RefusalIsolation _isolation;
    readonly bool[] _acceptsNull;
    readonly AnswerCache?[] _caches;
    readonly RepeatGauge _gauge = new();
    readonly ConcurrentBag<ScoringPass> _passes = [];
    readonly RequestGate _gate;

    public ModelScorer(IModelBackend backend, string model, ScoringOptions options, TimeProvider? time = null, ModelStatistics? statistics = null)
    {
        _backend = backend;
        _model = model;
        _options = options;
        _time = time ?? TimeProvider.System;
        Statistics = statistics ?? new();
        _gate = new(Free);
        _batcher = new(backend, model, options, Statistics, _time, _gate);
        _isolation = new(_batcher, backend.Signature, Statistics);
        _acceptsNull = [.. backend.Signature.Inputs.Select(input => input.AcceptsNull)];
        _caches = new AnswerCache?[backend.Signature.Outputs.Count];
    }

    public ModelSignature Signature => _backend.Signature;

    public ErrorPolicy OnError => _options.OnError;

    public ModelStatistics Statistics { get; }

    /// <summary>What model and answers kept for it take in memory, the working memory of requests aside.</summary>
    public long MemoryBytes => _backend.MemoryBytes + (_options.Cache && IsCacheable(0) ? AnswerCache.DefaultBytes : 0);

    public void RowRefused() => Statistics.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        ObjectDisposedException.ThrowIf(!_gate.TryEnter(), this);
        ValueTask run;
        var wholeRows = 0;
        try
        {
            var deadline = Deadline(context);
            run = deadline == null
                ? ScoreInTimeAsync(input, results, context, out wholeRows)
                : ScoreUntilAsync(input, results, context, deadline.Value);
        }
        catch
        {
            _gate.Leave();
            throw;
        }

        if (!run.IsCompletedSuccessfully)
            return AwaitEndAsync(run, wholeRows);
        End(wholeRows);
        return default;
    }

    /// <summary>
    /// Keeps the scorer from being freed until the lease is disposed of, between the requests of one query, say. Null
    /// where it is being disposed of already.
    /// </summary>
    public IDisposable? TryLease() => _gate.TryEnter() ? new Lease(_gate) : null;

    /// <summary>Takes no further requests and waits for those under way. What they need is freed by disposal only.</summary>
    public Task DrainAsync()
    {
        _gate.Close();
        return _gate.Drained;
    }

    /// <summary>Takes no further requests; the last one under way frees the model. Does not wait for it.</summary>
    public void Dispose() => _gate.CloseAndFree();

    /// <summary>As <see cref="Dispose"/>, and waits until the model has been freed.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _gate.Drained.ConfigureAwait(false);
    }

    void Free()
    {
        _batcher.Dispose();
        _backend.Dispose();
        foreach (var pass in _passes)
            pass.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask AwaitEndAsync(ValueTask run, int wholeRows)
    {
        try
        {
            await run.ConfigureAwait(false);
        }
        catch
        {
            _gate.Leave();
            throw;
        }

        End(wholeRows);
    }

    /// <param name="wholeRows">The rows of a request that went to the backend as it was; others have been counted.</param>
    void End(int wholeRows)
    {
        if (wholeRows > 0)
            Statistics.RequestServed(wholeRows, 0);
        _gate.Leave();
    }

    DateTimeOffset? Deadline(RequestContext context)
    {
        if (_options.Timeout is not { } timeout)
            return context.Deadline;
        var own = _time.GetUtcNow() + timeout;
        return context.Deadline < own ? context.Deadline : own;
    }

    async ValueTask ScoreUntilAsync(ColumnBatch input, ResultColumns results, RequestContext context, DateTimeOffset deadline)
    {
        var left = deadline - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            throw Late();
        context = context with { Deadline = deadline };
        // Timers do not reach further, nor does anybody's patience.
        using var timer = new CancellationTokenSource(left < FurthestTimer ? left : FurthestTimer, _time);
        using var either = context.Cancellation.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.Cancellation)
            : null;
        try
        {
            await ScoreInTimeAsync(input, results, context with { Cancellation = (either ?? timer).Token }, out var wholeRows).ConfigureAwait(false);
            if (wholeRows > 0)
                Statistics.RequestServed(wholeRows, 0);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !context.Cancellation.IsCancellationRequested)
        {
            throw Late();
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.DeadlineExceeded)
        {
            Statistics.RequestLate();
            throw;
        }
    }

    SqlInferenceException Late()
    {
        Statistics.RequestLate();
        return ScoringErrors.DeadlineExceeded(_model);
    }

    /// <param name="wholeRows">The rows, where they went to the backend as they are and are yet to be counted; otherwise 0.</param>
    ValueTask ScoreInTimeAsync(ColumnBatch input, ResultColumns results, RequestContext context, out int wholeRows)
    {
        wholeRows = 0;
        var lookForRepeats = _options.Cache && _gauge.ShouldLook();
        if (input.RowCount == 0 || lookForRepeats || MayHaveNull(input))
            return ScoreSelectedAsync(input, results, context, lookForRepeats, out wholeRows);

        wholeRows = input.RowCount;
        return RunAsync(input, results, context);
    }

    bool MayHaveNull(ColumnBatch input)
    {
        for (var column = 0; column < input.ColumnCount; column++)
        {
            unsafe
            {
                if (!_acceptsNull[column] && input[column].Validity != null)
                    return true;
            }
        }

        return false;
    }

    ValueTask ScoreSelectedAsync(ColumnBatch input, ResultColumns results, RequestContext context, bool lookForRepeats, out int wholeRows)
    {
        wholeRows = 0;
        if (!_passes.TryTake(out var pass))
            pass = new(Signature);

        var cache = lookForRepeats ? CacheFor(results) : null;
        if (lookForRepeats)
            pass.Selection.SelectDistinct(input, _acceptsNull, cache);
        else
            pass.Selection.SelectValid(input, _acceptsNull);

        // Without a cache to fill, rows that are all needed go as they are.
        if (pass.Selection.IsEverything && cache == null && input.RowCount > 0)
        {
            CountRepeats(pass.Selection, lookForRepeats);
            _passes.Add(pass);
            wholeRows = input.RowCount;
            return RunAsync(input, results, context);
        }

        pass.GatherSelected(input, results);
        var run = pass.Selection.SelectedCount == 0 ? default : RunAsync(pass.Input, pass.Results, context);
        if (!run.IsCompletedSuccessfully)
            return AwaitSelectedAsync(run, pass, results, cache, lookForRepeats);

        Finish(pass, results, cache, lookForRepeats);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask AwaitSelectedAsync(ValueTask run, ScoringPass pass, ResultColumns results, AnswerCache? cache, bool lookForRepeats)
    {
        await run.ConfigureAwait(false);
        Finish(pass, results, cache, lookForRepeats);
    }

    // A pass whose run failed is left to the garbage collector: failures are rare, and nothing then needs proof that
    // no thread still writes into it.
    void Finish(ScoringPass pass, ResultColumns results, AnswerCache? cache, bool lookForRepeats)
    {
        pass.Scatter(Signature, results, cache);
        CountRepeats(pass.Selection, lookForRepeats);
        Statistics.RequestServed(pass.Selection.RowCount, pass.Selection.NullCount);
        _passes.Add(pass);
    }

    void CountRepeats(RowSelection selection, bool lookForRepeats)
    {
        if (!lookForRepeats || selection.RowCount == 0)
            return;
        Statistics.Deduplicated(selection.DuplicateCount, selection.CachedCount);
        _gauge.Saw(selection.RowCount, selection.DuplicateCount + selection.CachedCount);
    }

    ValueTask RunAsync(ColumnBatch input, ResultColumns results, RequestContext context) =>
        _options.OnError == ErrorPolicy.Fail
            ? _batcher.RunAsync(input, results, context)
            : _isolation.RunAsync(input, results, context);

    /// <summary>Answers are cached where exactly one output of fixed width is asked for; texts and lists are not.</summary>
    AnswerCache? CacheFor(ResultColumns results)
    {
        var wanted = -1;
        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] == null)
                continue;
            if (wanted >= 0)
                return null;
            wanted = output;
        }

        if (wanted < 0 || !IsCacheable(wanted))
            return null;
        return LazyInitializer.EnsureInitialized(ref _caches[wanted], static () => new AnswerCache());
    }

    bool IsCacheable(int output) => Signature.Outputs[output].Type is not ({ IsList: true } or { Element: ElementType.Utf8 });

    sealed class Lease(RequestGate gate) : IDisposable
    {
        RequestGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
