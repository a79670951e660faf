using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>
/// 64 callers with one row at a time, merged by the scorer against each run by itself. Each request comes through the
/// thread pool's queue, as one from a connection does.
/// </summary>
static class BatchingBenchmark
{
    const int Callers = 64;

    public static void Run(Report report)
    {
        Measure(report, "linear model", 4000, ServedModel.Linear);
        Measure(report, "100 boosted trees by ONNX Runtime", 2000, ServedModel.Trees);
    }

    static void Measure(Report report, string what, int requests, Func<ScoringOptions, ModelScorer> load)
    {
        using var merged = load(new());
        using var alone = load(new() { MaxBatchRows = 1 });
        var comparison = Comparison.Run(Callers * requests, () => AskAll(merged, requests), () => AskAll(alone, requests));
        var batches = merged.Statistics.Snapshot();
        report.Add($"{Callers} callers, one row each, {what}: merged (limit: each alone; {(double)batches.BatchRows / batches.Batches:F1} rows per batch)",
            comparison, ">= 3");
    }

    static void AskAll(ModelScorer scorer, int requests) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AskAsync(scorer, caller, requests)))).GetAwaiter().GetResult();

    static async Task AskAsync(ModelScorer scorer, int seed, int requests)
    {
        using var caller = new Caller(scorer.Signature, rows: 1, seed);
        for (var i = 0; i < requests; i++)
        {
            await caller.AskAsync(scorer).ConfigureAwait(false);
            await Task.Yield();
        }
    }
}
