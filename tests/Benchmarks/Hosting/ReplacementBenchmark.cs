using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Hosting;

/// <summary>Requests for many models while models are replaced, added and dropped all the time: none fails, and memory stays.</summary>
static class ReplacementBenchmark
{
    const int Models = 300;
    const int Lines = 10;

    // Their numbers begin where those of the models asked for end.
    const int Passing = 50;

    public static void Run(Report report, string[] args)
    {
        var minutes = args is ["--minutes", var given] ? double.Parse(given, CultureInfo.InvariantCulture) : 0.25;
        var length = TimeSpan.FromMinutes(minutes);
        using var forests = new ManyForests(Models);
        var popularity = new Popularity(Models);
        var clock = Stopwatch.StartNew();
        var latencies = new Latencies();
        var requests = latencies.RunAsync(forests, 2 * Environment.ProcessorCount, (random, _) => clock.Elapsed < length ? popularity.Draw(random) : null);
        var sizes = new List<double>();
        var changes = 0;
        for (var random = new Random(1); clock.Elapsed < length; changes++)
        {
            Change(forests, random, changes);
            if (clock.Elapsed < length * (sizes.Count + 1) / Lines)
                continue;
            sizes.Add(Environment.WorkingSet / 1048576.0);
            Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss}  {sizes[^1]:F0} MiB, {changes} changes, {forests.Service.Host.Snapshot()}");
        }

        requests.Wait();
        report.Add($"requests failed of {latencies.Count:N0} while models changed {changes:N0} times", $"{latencies.Failures} ({latencies.FirstFailure})", "0");
        report.Add("p50 and p99 of a request while models changed", $"{latencies.Quantile(0.5)}, {latencies.Quantile(0.99)}", "");
        // The first part fills caches and compiles.
        var (early, late) = (Comparison.Median(sizes[(sizes.Count / 3)..(sizes.Count * 2 / 3)]), Comparison.Median(sizes[(sizes.Count * 2 / 3)..]));
        report.Add("memory in the last third of it (limit: in the second)", $"{late:F0} MiB", $"{early:F0} MiB", late / early, "<= 1.10");
    }

    static void Change(ManyForests forests, Random random, int number)
    {
        var passing = Models + number % Passing;
        if (number >= Passing)
            forests.Drop(passing);
        forests.Make(passing);
        forests.Make(random.Next(Models));
    }
}
