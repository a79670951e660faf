using System.Globalization;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Tests.Threads;

public sealed class BackgroundThreadTests
{
    [Fact]
    public void Its_priority_is_low_and_that_of_other_threads_stays()
    {
        var before = Niceness("/proc/self");
        Assert.Equal(Low, BackgroundThread.Run("test", () => Niceness("/proc/thread-self")));
        Assert.Equal(before, Niceness("/proc/self"));
    }

    /// <summary>Every part waits for the other, so that two threads are at work.</summary>
    [Fact]
    public void Threads_that_share_its_work_have_it_too()
    {
        var (niceness, threads) = (new int[2], new int[2]);
        using var both = new Barrier(2);
        BackgroundThread.Run("test", () =>
        {
            Parts.Run(2, 1, 2, (part, _) =>
            {
                (niceness[part], threads[part]) = (Niceness("/proc/thread-self"), Environment.CurrentManagedThreadId);
                Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30)));
            }, CancellationToken.None);
            return 0;
        });
        Assert.Equal([Low, Low], niceness);
        Assert.NotEqual(threads[0], threads[1]);
    }

    /// <summary>A worker that a thread of low priority starts would serve at low priority for as long as it lives.</summary>
    [Fact]
    public async Task The_thread_pool_stays_as_it_is()
    {
        var before = Niceness("/proc/self");
        for (var i = 0; i < 20; i++)
        {
            var run = Task.Factory.StartNew(() => BackgroundThread.Run("test", () =>
            {
                Parts.Run(64, 1, 2, (_, _) => Thread.SpinWait(20_000), CancellationToken.None);
                return 0;
            }), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await run;
        }

        var pool = Directory.GetDirectories("/proc/self/task").Where(thread => Name(thread).StartsWith(".NET TP", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(pool);
        Assert.All(pool, thread => Assert.Equal(before, Niceness(thread)));
    }

    [Fact]
    public void What_is_thrown_there_arrives()
    {
        Assert.Throws<FormatException>(() => BackgroundThread.Run<int>("test", () => throw new FormatException()));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var thrown = Assert.Throws<OperationCanceledException>(() => BackgroundThread.Run<int>("test", () => throw new OperationCanceledException(cancelled.Token)));
        Assert.Equal(cancelled.Token, thrown.CancellationToken);
    }

    static int Low => Math.Max(10, Niceness("/proc/self"));

    static string Name(string thread) => File.ReadAllText(Path.Combine(thread, "comm"));

    /// <summary>The nineteenth field, counted after the name, which may have blanks: man 5 proc.</summary>
    static int Niceness(string thread)
    {
        var status = File.ReadAllText(Path.Combine(thread, "stat"));
        return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
