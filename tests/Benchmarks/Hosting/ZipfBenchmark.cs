using System.Globalization;

namespace Benchmarks.Hosting;

/// <summary>Two thousand forests, memory for a hundred: how often a request finds its model there, and how long it takes.</summary>
static class ZipfBenchmark
{
    // Two in five load a forest, which takes a processor for up to 5 ms.
    const int Requests = 20_000;

    /// <param name="args">The number of models and of requests, where they are not the usual ones.</param>
    public static void Run(Report report, string[] args)
    {
        var models = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
        var requests = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Requests;
        var callers = 2 * Environment.ProcessorCount;
        var popularity = new Popularity(models);
        using var forests = new ManyForests(models);
        int? Draw(Random random, int i) => i < requests / callers ? popularity.Draw(random) : null;
        new Latencies().RunAsync(forests, callers, (random, i) => i < requests / callers / 10 ? popularity.Draw(random) : null).Wait();

        var before = forests.Service.Host.Snapshot();
        var latencies = new Latencies();
        latencies.RunAsync(forests, callers, Draw).Wait();
        var after = forests.Service.Host.Snapshot();

        var hits = (double)(after.Hits - before.Hits) / (after.Hits - before.Hits + after.Misses - before.Misses);
        var best = popularity.ShareOfFirst(ManyForests.RoomFor);
        report.Add($"{models} forests, memory for {ManyForests.RoomFor}: found in memory (limit: the most popular always)", $"{hits:P1}", $"{best:P1}", hits / best, ">= 0.85");
        report.Add($"{models} forests, memory for {ManyForests.RoomFor}: p50 and p99 of a request", $"{latencies.Quantile(0.5)}, {latencies.Quantile(0.99)}", "");
        report.Add($"{models} forests, memory for {ManyForests.RoomFor}: failed of {latencies.Count:N0} requests", $"{latencies.Failures}", "0");
        report.Add($"{models} forests, memory for {ManyForests.RoomFor}: mean time of a load", $"{(after.LoadTime - before.LoadTime) / Math.Max(1, after.Loads - before.Loads):s\\.ffffff} s", "");
    }
}
