using System.Diagnostics;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Training.Forest;

namespace Benchmarks.Forest;

/// <summary>
/// Rows per second and core of a random cut forest, through the backend as the server calls it: 100 trees of 256 samples,
/// rows from the distribution that it was trained on.
/// </summary>
static class ForestBenchmark
{
    const int RowCount = 1 << 16;

    // The best of many short runs: on a machine with other work, most are disturbed.
    const int Repeats = 30;

    public static void Run(string[] args)
    {
        int[] dimensions = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [1, 2, 3, 8, 17, 32, 100];
        int[] batches = args.Length > 1 ? [.. args[1].Split(',').Select(int.Parse)] : [1, 16, 64, 256, 2048, 8192];
        Console.WriteLine($"{"dimensions",10} {"batch",6} {"rows/s",12} {"us/row",8}");
        foreach (var dimension in dimensions)
        {
            using var rows = new NormalRows(dimension, RowCount);
            using var backend = new ForestBackend(Train(rows));
            foreach (var batch in batches)
            {
                var best = Enumerable.Range(0, Repeats).Max(_ => Measure(backend, rows, batch));
                Console.WriteLine($"{dimension,10} {batch,6} {best,12:N0} {1e6 / best,8:F2}");
            }
        }
    }

    /// <summary>
    /// One and eight dimensions against the 49,000 rows/s per core of the reference implementation: medians, per second of
    /// processor time, so that other programs do not count.
    /// </summary>
    public static void AddTo(Report report)
    {
        const double Reference = 49_000;
        foreach (var dimension in new[] { 1, 8 })
        {
            using var rows = new NormalRows(dimension, RowCount);
            using var backend = new ForestBackend(Train(rows));
            Measure(backend, rows, backend.MaxBatchRows);
            var rate = Comparison.Median(Enumerable.Range(0, Repeats).Select(_ => MeasureProcessor(backend, rows)));
            report.Add($"forest in process, {dimension} column{(dimension == 1 ? "" : "s")}, per core (limit: 49 k rows/s)",
                $"{rate:N0} rows/s", $"{Reference:N0} rows/s", rate / Reference, ">= 4");
        }
    }

    static double MeasureProcessor(ForestBackend backend, NormalRows rows)
    {
        using var results = new ResultColumns(2, ForestBackend.ScoreOutput);
        var batch = new ColumnBatch(rows.All.ColumnCount);
        var before = Environment.CpuUsage.TotalTime;
        for (var start = 0; start < RowCount; start += backend.MaxBatchRows)
        {
            rows.Slice(start, backend.MaxBatchRows, batch);
            backend.RunAsync(batch, results, default).AsTask().Wait();
        }

        return RowCount / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    static RandomCutForest Train(NormalRows rows)
    {
        using var trainer = new ForestTrainer(new(), [.. Enumerable.Range(0, rows.All.ColumnCount).Select(d => new ModelInput($"x{d}", ElementType.Float64))]);
        trainer.Add(rows.All);
        return trainer.Train(Environment.ProcessorCount, default);
    }

    static double Measure(ForestBackend backend, NormalRows rows, int batchRows)
    {
        using var results = new ResultColumns(2, ForestBackend.ScoreOutput);
        var batch = new ColumnBatch(rows.All.ColumnCount);
        var clock = Stopwatch.StartNew();
        long scored = 0;
        for (var start = 0; clock.ElapsedMilliseconds < 50; start = (start + batchRows) % RowCount)
        {
            rows.Slice(start, batchRows, batch);
            backend.RunAsync(batch, results, default).AsTask().Wait();
            scored += batchRows;
        }

        return scored / clock.Elapsed.TotalSeconds;
    }
}
