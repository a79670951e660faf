using Benchmarks;
using Benchmarks.Batching;
using Benchmarks.Forest;
using Benchmarks.Gateway;
using Benchmarks.Gpu;
using Benchmarks.Hosting;
using Benchmarks.Http;
using Benchmarks.Postgres;
using Benchmarks.Sidecar;
using Benchmarks.Trees;

// One class per benchmark; the first argument names it, the others are its own.
var report = new Report();
var benchmarks = new Dictionary<string, Action<string[]>>
{
    ["onnx"] = _ => OnnxBenchmark.Run(report),
    ["trees"] = _ => TreesBenchmark.Run(report),
    ["text"] = _ =>
    {
        ReviewBenchmark.Run(report);
        TextBenchmark.Run(report);
    },
    ["training"] = _ => TrainingBenchmark.Run(report),
    ["taxi"] = _ => TaxiBenchmark.Run(report),
    ["allocation"] = _ => AllocationBenchmark.Run(report),
    ["start"] = _ => StartBenchmark.Run(report),
    ["http"] = _ => HttpBenchmark.Run(report),
    ["crowd"] = _ => CrowdBenchmark.Run(report),
    ["postgres"] = args => PostgresBenchmark.Run(report, args),
    ["gateway"] = _ => GatewayBenchmark.Run(report),
    ["sidecar"] = _ => SidecarBenchmark.Run(report),
    ["managed"] = _ => ManagedBenchmark.Run(report),
    ["memory"] = _ => MemoryBenchmark.Run(report),
    ["cores"] = _ => ForestBenchmark.AddTo(report),
    ["batching"] = _ => BatchingBenchmark.Run(report),
    ["fairness"] = _ => FairnessBenchmark.Run(report),
    ["forest"] = ForestBenchmark.Run,
    ["zipf"] = args => ZipfBenchmark.Run(report, args),
    ["replacement"] = args => ReplacementBenchmark.Run(report, args),
    ["gpu"] = args => GpuBenchmark.Run(report, args),
};

if (args is [Child.Argument, ..])
{
    Child.Run(args[1..]);
    return 0;
}

if (args is [BlindRelay.Argument, ..])
{
    BlindRelay.Run(args[1..]);
    return 0;
}

if (args is ["all"])
{
    // The forest's own table is many lines; what has a goal is in "cores".
    benchmarks.Remove("forest");
    // Needs a machine that most people do not have.
    benchmarks.Remove("gpu");
    foreach (var benchmark in benchmarks.Values)
        benchmark([]);
}
else if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run))
{
    run(args[1..]);
}
else
{
    Console.Error.WriteLine($"usage: benchmarks all|{string.Join('|', benchmarks.Keys)} [...]");
    return 2;
}

report.Print();
return 0;
