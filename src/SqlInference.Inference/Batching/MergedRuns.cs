using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Batching;

/// <summary>
/// Runs the requests that wait, merged, one batch after the other for as long as there are any. A thread that ends a
/// batch goes on with the next: to wake another would take longer than a cheap model does.
/// </summary>
sealed class MergedRuns(
    Batcher batcher, Places places, ModelSignature signature, ModelStatistics statistics, TimeProvider time, RequestGate gate) : IThreadPoolWorkItem, IDisposable
{
    readonly ConcurrentBag<MergedBatch> _unused = [];

    /// <summary>To be called by somebody who has a place and gives it up for this.</summary>
    public void Start()
    {
        // The callers may give up and leave while their batch is in the backend, which must not be freed under it.
        gate.EnterAgain();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    public void Dispose()
    {
        foreach (var batch in _unused)
            batch.Dispose();
    }

    async Task RunAsync()
    {
        var batch = Rent();
        for (var isFirst = true; places.TryTake(batch.Requests, isFirst, out var another); isFirst = false)
        {
            if (another)
                Start();
            var now = time.GetTimestamp();
            foreach (var request in CollectionsMarshal.AsSpan(batch.Requests))
                statistics.QueueTime.Record(time.GetElapsedTime(request.EnqueuedAt, now));

            // A single request is merged too: its caller may give up at any time, and then must get its buffers back at once.
            await RunTogetherAsync(batch, 0, batch.Requests.Count).ConfigureAwait(false);
            foreach (var request in CollectionsMarshal.AsSpan(batch.Requests))
                request.LetGo();
            batch.Requests.Clear();
        }

        _unused.Add(batch);
        gate.Leave();
    }

    /// <summary>Runs some of a batch's requests; where their rows are at fault, in halves, so that none fails for another's.</summary>
    async Task RunTogetherAsync(MergedBatch batch, int start, int count)
    {
        if (await TryRunAsync(batch, start, count).ConfigureAwait(false) is not { } exception)
            return;

        if (count > 1 && MayBeOneRequestsFault(exception))
        {
            await RunTogetherAsync(batch, start, count / 2).ConfigureAwait(false);
            await RunTogetherAsync(batch, start + count / 2, count - count / 2).ConfigureAwait(false);
            return;
        }

        foreach (var request in CollectionsMarshal.AsSpan(batch.Requests).Slice(start, count))
            request.Fail(exception);
    }

    /// <summary>Null where every request has its answer, or wants none any more.</summary>
    async ValueTask<Exception?> TryRunAsync(MergedBatch batch, int start, int count)
    {
        try
        {
            batch.Merge(CollectionsMarshal.AsSpan(batch.Requests).Slice(start, count));
            if (batch.Input.RowCount == 0 || batch.Cancellation.IsCancellationRequested)
                return null;
            await batcher.RunCountedAsync(batch.Input, batch.Results, batch.Cancellation).ConfigureAwait(false);
            batch.HandOut();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            batch.End();
        }
    }

    // An endpoint that is down is down for all; asking it once per request would only keep everybody waiting.
    static bool MayBeOneRequestsFault(Exception exception) => exception is SqlInferenceException known
        ? ScoringErrors.IsRefusal(known)
        : exception is not (OperationCanceledException or OutOfMemoryException);

    MergedBatch Rent() => _unused.TryTake(out var batch) ? batch : new(signature);
}
