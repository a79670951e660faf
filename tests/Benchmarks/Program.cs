using Benchmarks.Forest;

// One class per benchmark; the first argument names it, the others are its own.
var benchmarks = new Dictionary<string, Action<string[]>>
{
    ["forest"] = ForestBenchmark.Run,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: benchmarks {string.Join('|', benchmarks.Keys)} [...]");
    return 2;
}

run(args[1..]);
return 0;
