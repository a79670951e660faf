using System.Collections.Concurrent;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// One loaded model version as callers see it: keeps NULLs and repeated rows from the backend, batches the rest, and
/// applies the model's settings for errors and time. Owns the backend.
/// </summary>
public sealed class ModelScorer : IScorer, IDisposable
{
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

    public ModelScorer(IModelBackend backend, string model, ScoringOptions options, TimeProvider? time = null)
    {
        _backend = backend;
        _model = model;
        _options = options;
        _time = time ?? TimeProvider.System;
        _batcher = new(backend, model, options, Statistics, _time);
        _isolation = new(_batcher, backend.Signature, Statistics);
        _acceptsNull = [.. backend.Signature.Inputs.Select(input => input.AcceptsNull)];
        _caches = new AnswerCache?[backend.Signature.Outputs.Count];
    }

    public ModelSignature Signature => _backend.Signature;

    public ErrorPolicy OnError => _options.OnError;

    public ModelStatistics Statistics { get; } = new();

    public void RowRefused() => Statistics.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var deadline = Deadline(context);
        return deadline == null ? ScoreInTimeAsync(input, results, context) : ScoreUntilAsync(input, results, context, deadline.Value);
    }

    public void Dispose()
    {
        _batcher.Dispose();
        _backend.Dispose();
        foreach (var pass in _passes)
            pass.Dispose();
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
        using var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.Cancellation);
        try
        {
            await ScoreInTimeAsync(input, results, context with { Cancellation = either.Token }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !context.Cancellation.IsCancellationRequested)
        {
            throw new SqlInferenceException(ErrorConditions.DeadlineExceeded,
                $"Model '{_model}' did not answer in time.", "Retry, ask for fewer rows at once, or raise TIMEOUT_MS.");
        }
    }

    ValueTask ScoreInTimeAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var lookForRepeats = _options.Cache && _gauge.ShouldLook();
        if (input.RowCount == 0 || lookForRepeats || MayHaveNull(input))
            return ScoreSelectedAsync(input, results, context, lookForRepeats);

        return RunWholeAsync(input, results, context);
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

    ValueTask ScoreSelectedAsync(ColumnBatch input, ResultColumns results, RequestContext context, bool lookForRepeats)
    {
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
            return RunWholeAsync(input, results, context);
        }

        pass.GatherSelected(input, results);
        var run = pass.Selection.SelectedCount == 0 ? default : RunAsync(pass.Input, pass.Results, context);
        if (!run.IsCompletedSuccessfully)
            return AwaitSelectedAsync(run, pass, results, cache, lookForRepeats);

        Finish(pass, results, cache, lookForRepeats);
        return default;
    }

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

    ValueTask RunWholeAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var run = RunAsync(input, results, context);
        if (!run.IsCompletedSuccessfully)
            return AwaitWholeAsync(run, input.RowCount);

        Statistics.RequestServed(input.RowCount, 0);
        return default;
    }

    async ValueTask AwaitWholeAsync(ValueTask run, int rows)
    {
        await run.ConfigureAwait(false);
        Statistics.RequestServed(rows, 0);
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

        if (wanted < 0 || Signature.Outputs[wanted].Type is { IsList: true } or { Element: ElementType.Utf8 })
            return null;
        return LazyInitializer.EnsureInitialized(ref _caches[wanted], static () => new AnswerCache());
    }
}
