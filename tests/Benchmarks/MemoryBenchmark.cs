namespace Benchmarks;

/// <summary>The most memory that a process has while it predicts a million rows, and twenty million.</summary>
static class MemoryBenchmark
{
    const int Few = 1_000_000;
    const int Many = 20_000_000;

    public static void Run(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-benchmark-").FullName;
        try
        {
            using (var warehouse = Warehouse.Open(folder))
                warehouse.Run(Models.CreateTaxi + Models.CreateTrees("trees") + Models.CreateForest("scored"));
            var arguments = string.Join(", ", Enumerable.Range(1, Models.TreeInputs).Select(i => $"(range % {1000 + i}) / 100.0::float8"));
            Measure(report, folder, "forest", "scored((range * 7919 % 1000003)::int)");
            Measure(report, folder, "boosted trees by the vectorised evaluator", $"trees({arguments})");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(Report report, string folder, string what, string call)
    {
        double Peak(int rows) => Child.PeakBytes(folder, $"SELECT count({call}) FROM range({rows})") / 1048576.0;

        var few = Comparison.Median(Enumerable.Range(0, 3).Select(_ => Peak(Few)));
        var many = Peak(Many);
        report.Add($"peak memory for 20 M rows, {what} (limit: for 1 M)", $"{many:F0} MiB", $"{few:F0} MiB", many / few, "<= 1.10");
    }
}
