using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>
/// How long one row takes, alone and beside a caller who streams a million rows in large requests; and what the
/// streaming costs when nobody else is there.
/// </summary>
static class FairnessBenchmark
{
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
        var rate = Task.Run(() => Load.StreamAsync(scorer, requestRows, CancellationToken.None)).GetAwaiter().GetResult();
        report.Add($"100 boosted trees by ONNX Runtime, 1 M rows in requests of {requestRows}, nobody else", $"{rate:N0} rows/s", "");

        var alone = Task.Run(() => Load.SinglesAsync(scorer)).GetAwaiter().GetResult();
        using var end = new CancellationTokenSource();
        var stream = Task.Run(() => Load.StreamAsync(scorer, requestRows, end.Token));
        var beside = Task.Run(() => Load.SinglesAsync(scorer)).GetAwaiter().GetResult();
        end.Cancel();
        report.Add($"  beside a caller with one row at a time", $"{stream.GetAwaiter().GetResult():N0} rows/s", "");
        report.Add($"  one row, p50 (limit: alone)", $"{beside.P50:F0} µs", $"{alone.P50:F0} µs", beside.P50 / alone.P50, "");
        report.Add($"  one row, p99 (limit: alone)", $"{beside.P99:F0} µs", $"{alone.P99:F0} µs", beside.P99 / alone.P99, "<= 5");
    }
}
