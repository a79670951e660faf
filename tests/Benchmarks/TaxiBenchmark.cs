using Benchmarks.Forest;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace Benchmarks;

/// <summary>
/// A million taxi values through a random cut forest in SQL: against the scorer's own loop in process when every row is
/// scored, and against itself when repeated rows are answered once.
/// </summary>
static class TaxiBenchmark
{
    public static void Run(Report report)
    {
        foreach (var threads in new[] { 1, 2 })
            Run(report, threads);
    }

    static void Run(Report report, int threads)
    {
        using var warehouse = Warehouse.Temporary(threads);
        warehouse.Run(Models.CreateTaxi + Models.CreateTaxiRows("repeated", Models.Rows)
            + Models.CreateForest("scored") + Models.CreateForest("scored_all", "SETTINGS (CACHE OFF)"));
        using var forest = new ForestBackend(ForestFile.Read(Directory.GetFiles(warehouse.Folder, "*.rcf", SearchOption.AllDirectories)[0]));
        using var values = warehouse.Column("SELECT nbr_passengers FROM repeated", ElementType.Int32, Models.Rows);
        var callers = Enumerable.Range(0, threads).Select(_ => new ForestCaller(forest, values.View)).ToArray();

        Action Every(int batch) => () => Callers.Run(threads, Models.Rows, (caller, start, count) => callers[caller].Run(start, count, batch));
        void All() => warehouse.Run("SELECT count(scored_all(nbr_passengers)) FROM repeated");
        void Once() => warehouse.Run("SELECT count(scored(nbr_passengers)) FROM repeated");

        var name = OnnxBenchmark.Name(threads);
        report.Add($"forest, every taxi row scored, {name} (limit: its loop, batches of 8192)", Comparison.Run(Models.Rows, All, Every(8192)), ">= 0.9");
        report.Add($"forest, every taxi row scored, {name} (its loop, batches of 2048 as DuckDB's)", Comparison.Run(Models.Rows, All, Every(2048)), "");
        report.Add($"forest, repeats answered once, {name} (against every row scored)", Comparison.Run(Models.Rows, Once, All), ">= 5");
        foreach (var caller in callers)
            caller.Dispose();
    }
}
