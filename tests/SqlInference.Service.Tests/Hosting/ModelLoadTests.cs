using System.Globalization;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests.Hosting;

[Collection(RunAlone.Name)]
public sealed class ModelLoadTests
{
    const int Models = 120;
    const int Stable = 100;
    const int Callers = 4;

    /// <summary>Room for a few of the forests, each of which takes some 140 KiB.</summary>
    const long Memory = 1 << 20;

    [LinuxFact]
    public async Task Many_models_in_little_memory_are_replaced_and_dropped_under_load_without_a_failure_or_a_leak()
    {
        using var forests = new HostedForests(new() { ModelMemoryBytes = Memory });
        for (var i = 0; i < Models; i++)
            forests.Make(i);
        var expected = await forests.ScoreAsync(0);
        await LoadAsync(forests, expected, rounds: 300);
        var before = ResidentSetBytes();
        using var ended = new CancellationTokenSource();
        var changes = Task.Run(() => Change(forests, ended.Token));
        await LoadAsync(forests, expected, rounds: 1200);
        await ended.CancelAsync();
        await changes;

        var state = forests.Service.Host.Snapshot();
        Assert.True(state.Evictions > 100, $"{state}");
        Assert.InRange(state.ResidentBytes, 1, Memory);
        Assert.InRange(ResidentSetBytes() - before, long.MinValue, 64 << 20);
    }

    static Task LoadAsync(HostedForests forests, double expected, int rounds) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        var random = new Random(caller);
        for (var i = 0; i < rounds; i++)
        {
            Assert.Equal(expected, await forests.ScoreAsync((int)(Stable * Math.Pow(random.NextDouble(), 2))));
            Assert.InRange(forests.Service.Host.Snapshot().ResidentBytes, 0, Memory);
            // Models beyond the stable ones come and go; whoever asks for one gets an answer, or hears that it is gone or not there yet.
            var passing = await Record.ExceptionAsync(() => forests.ScoreAsync(Stable + random.Next(Models - Stable)));
            Assert.True(passing is null or SqlInferenceException { Condition.Code: "SI101" or "SI103" }, passing?.ToString());
        }
    })));

    static void Change(HostedForests forests, CancellationToken ended)
    {
        var random = new Random(100);
        while (!ended.IsCancellationRequested)
        {
            forests.Make(random.Next(Stable));
            var passing = Stable + random.Next(Models - Stable);
            forests.Drop(passing);
            forests.Make(passing);
            forests.Service.Published.Forget();
        }
    }

    static long ResidentSetBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            GC.WaitForPendingFinalizers();
        }

        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
