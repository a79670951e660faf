namespace Benchmarks;

/// <summary>From the start of a process to its first prediction, with the files in the page cache.</summary>
static class StartBenchmark
{
    const int Runs = 7;

    public static void Run(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-benchmark-").FullName;
        try
        {
            using (var warehouse = Warehouse.Open(folder))
                warehouse.Run(Models.CreateTaxi + Models.CreateTrees("trees") + Models.CreateForest("scored"));
            Measure(report, folder, "forest", "SELECT scored(10844)");
            Measure(report, folder, "boosted trees", "SELECT trees(1, 1, 1, 1, 1, 1, 1, 1)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(Report report, string folder, string what, string query)
    {
        Child.Start(folder, query);
        var seconds = Comparison.Median(Enumerable.Range(0, Runs).Select(_ => Child.Start(folder, query).Seconds));
        report.Add($"process start to first prediction, {what}", $"{seconds:F2} s", "< 1 s");
    }
}
