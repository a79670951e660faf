using System.Diagnostics;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>What callers ask of one model, and how long it takes.</summary>
static class Load
{
    const int SingleRows = 2000;

    /// <returns>Rows per second. Goes on until it is stopped where it can be, otherwise for a million rows.</returns>
    public static async Task<double> StreamAsync(ModelScorer scorer, int requestRows, CancellationToken end)
    {
        using var caller = new Caller(scorer.Signature, requestRows, seed: 1);
        await caller.AskAsync(scorer).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        var rows = 0;
        while (end.CanBeCanceled ? !end.IsCancellationRequested : rows < Models.Rows)
        {
            await caller.AskAsync(scorer).ConfigureAwait(false);
            await Task.Yield();
            rows += requestRows;
        }

        return rows / clock.Elapsed.TotalSeconds;
    }

    public static async Task<(double P50, double P99)> SinglesAsync(ModelScorer scorer)
    {
        using var caller = new Caller(scorer.Signature, rows: 1, seed: 2);
        var times = new double[SingleRows];
        for (var i = -SingleRows / 4; i < SingleRows; i++)
        {
            await Task.Delay(i % 16 == 0 ? 1 : 0).ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            // As a request from a connection comes: through the thread pool's queue.
            await Task.Yield();
            await caller.AskAsync(scorer).ConfigureAwait(false);
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return (times[SingleRows / 2], times[SingleRows * 99 / 100]);
    }
}
