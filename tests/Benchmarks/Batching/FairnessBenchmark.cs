using System.Diagnostics;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>
/// How long one row takes, alone and beside a caller who streams a million rows in large requests; and what the
/// streaming costs when nobody else is there.
/// </summary>
static class FairnessBenchmark
{
    const int SingleRows = 2000;

    static readonly int[] RequestRows = [2048, 8192, 100_000];

    public static void Run(Report report)
    {
        using var scorer = ServedModel.Trees(new());
        foreach (var rows in RequestRows)
            Measure(new Report(), scorer, rows);
        foreach (var rows in RequestRows)
            Measure(report, scorer, rows);
    }

    static void Measure(Report report, ModelScorer scorer, int requestRows)
    {
        var rate = Task.Run(() => StreamAsync(scorer, requestRows, CancellationToken.None)).GetAwaiter().GetResult();
        report.Add($"100 boosted trees by ONNX Runtime, 1 M rows in requests of {requestRows}, nobody else", $"{rate:N0} rows/s", "");

        var alone = Task.Run(() => SinglesAsync(scorer)).GetAwaiter().GetResult();
        using var end = new CancellationTokenSource();
        var stream = Task.Run(() => StreamAsync(scorer, requestRows, end.Token));
        var beside = Task.Run(() => SinglesAsync(scorer)).GetAwaiter().GetResult();
        end.Cancel();
        report.Add($"  beside a caller with one row at a time", $"{stream.GetAwaiter().GetResult():N0} rows/s", "");
        report.Add($"  one row, p50 (limit: alone)", $"{beside.P50:F0} µs", $"{alone.P50:F0} µs", beside.P50 / alone.P50, "");
        report.Add($"  one row, p99 (limit: alone)", $"{beside.P99:F0} µs", $"{alone.P99:F0} µs", beside.P99 / alone.P99, "<= 5");
    }

    /// <returns>Rows per second. Goes on until it is stopped where it can be, otherwise for a million rows.</returns>
    static async Task<double> StreamAsync(ModelScorer scorer, int requestRows, CancellationToken end)
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

    static async Task<(double P50, double P99)> SinglesAsync(ModelScorer scorer)
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
