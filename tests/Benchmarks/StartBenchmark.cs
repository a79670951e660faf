using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>From the start of <c>sqlinference run</c> to its first prediction, with the files in the page cache.</summary>
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
            Measure(report, folder, "forest", "SELECT scored(10844) AS answer");
            Measure(report, folder, "boosted trees by the vectorised evaluator", "SELECT trees(1, 1, 1, 1, 1, 1, 1, 1) AS answer");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(Report report, string folder, string what, string query)
    {
        Seconds(folder, query);
        var seconds = Comparison.Median(Enumerable.Range(0, Runs).Select(_ => Seconds(folder, query)));
        report.Add($"process start to first prediction, {what}", $"{seconds:F2} s", "< 1 s");
    }

    /// <summary>Until the second line, which follows the column's name, has been printed.</summary>
    static double Seconds(string folder, string query)
    {
        string[] arguments = ["run", "--data", folder, "--format", "csv", "-c", query];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sqlinference"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var name = process.StandardOutput.ReadLine();
        var answer = process.StandardOutput.ReadLine();
        var seconds = clock.Elapsed.TotalSeconds;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return name == "answer" && double.TryParse(answer, CultureInfo.InvariantCulture, out _)
            ? seconds
            : throw new InvalidOperationException($"sqlinference printed '{name}' and '{answer}', with exit code {process.ExitCode}: {errors}");
    }
}
