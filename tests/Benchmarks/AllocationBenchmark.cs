namespace Benchmarks;

/// <summary>
/// Managed memory allocated per predicted row once everything is warm: what a query of four million rows allocates
/// beyond one of a million.
/// </summary>
static class AllocationBenchmark
{
    const int Factor = 4;

    public static void Run(Report report)
    {
        using var warehouse = Warehouse.Temporary();
        warehouse.Run(Models.CreateTaxi + Models.CreateTrees("trees") + Models.CreateForest("scored") + Models.CreateForest("scored_all", "SETTINGS (CACHE OFF)"));
        Measure(report, warehouse, "boosted trees by the vectorised evaluator", $"trees({string.Join(", ", Enumerable.Range(1, Models.TreeInputs).Select(i => $"range / {i}.0::float8"))})", Models.Rows / 4);
        Measure(report, warehouse, "forest, every row scored", "scored_all((range % 20000)::int)", Models.Rows);
        Measure(report, warehouse, "forest, repeats answered once", "scored((range % 20000)::int)", Models.Rows);
    }

    static void Measure(Report report, Warehouse warehouse, string what, string call, int rows)
    {
        long Allocated(int count)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            warehouse.Run($"SELECT count({call}) FROM range({count})");
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Allocated(rows);
        Allocated(rows);
        var few = Comparison.Median(Enumerable.Range(0, 5).Select(_ => (double)Allocated(rows)));
        var many = Comparison.Median(Enumerable.Range(0, 5).Select(_ => (double)Allocated(Factor * rows)));
        report.Add($"managed allocation, {what}", $"{(many - few) / ((Factor - 1) * rows):F2} bytes/row, {few:N0} per query", "0 bytes/row");
    }
}
