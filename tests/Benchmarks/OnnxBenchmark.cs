using System.Diagnostics;
using SqlInference.Inference.Columns;

namespace Benchmarks;

/// <summary>
/// Boosted trees through SQL against ONNX Runtime called in process, in its best batch size, by as many threads: computed by ONNX
/// Runtime too, which shows what the way there costs, and by our evaluator.
/// </summary>
static class OnnxBenchmark
{
    static readonly int[] BatchSizes = [1024, 2048, 4096, 8192, 16384];

    public static void Run(Report report)
    {
        foreach (var threads in new[] { 1, 2 })
            Run(report, threads);
    }

    static void Run(Report report, int threads)
    {
        using var warehouse = Warehouse.Temporary(threads);
        warehouse.Run(Models.CreateTreeRows("measures", Models.Rows) + Models.CreateTrees("trees", Models.ByOnnxRuntime())
            + Models.CreateTrees("vector_trees", "SETTINGS (EVALUATOR 'vector')"));
        using var model = new TreesInProcess(Models.TreesFile, threads);
        for (var i = 0; i < Models.TreeInputs; i++)
        {
            using var column = warehouse.Column($"SELECT x{i + 1} FROM measures", ElementType.Float64, Models.Rows);
            model.Fill(i, column.Span<double>());
        }

        var best = BatchSizes.MinBy(size => Seconds(() => model.Run(size, rows: 1 << 17)));
        var query = $"SELECT count(trees({Models.TreeArguments})) FROM measures";
        report.Add($"boosted trees in ONNX, {Name(threads)} (limit: ONNX Runtime, batches of {best})",
            Comparison.Run(Models.Rows, () => warehouse.Run(query), () => model.Run(best, Models.Rows), turns: 5), ">= 0.9");
        report.Add($"the same by the vectorised evaluator, {Name(threads)} (limit: ONNX Runtime, batches of {best})",
            Comparison.Run(Models.Rows, () => warehouse.Run(query.Replace("trees(", "vector_trees(")), () => model.Run(best, Models.Rows), turns: 5), "");
        Check(warehouse, model, "trees");
        Check(warehouse, model, "vector_trees");
    }

    public static string Name(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    static void Check(Warehouse warehouse, TreesInProcess model, string function)
    {
        var sum = warehouse.Number($"SELECT sum({function}({Models.TreeArguments})) FROM measures");
        if (Math.Abs(sum - model.Sum) > 1e-6 * Math.Abs(sum) + 1e-3)
            throw new InvalidOperationException($"The two ways answer differently: {sum} and {model.Sum}.");
    }

    static double Seconds(Action work)
    {
        work();
        return Comparison.Median(Enumerable.Range(0, 5).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed.TotalSeconds;
        }));
    }
}
