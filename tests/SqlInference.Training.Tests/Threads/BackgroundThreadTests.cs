using SqlInference.Training.Threads;

namespace SqlInference.Training.Tests.Threads;

public sealed class BackgroundThreadTests
{
    [Fact]
    public async Task Its_priority_is_low_and_that_of_other_threads_stays()
    {
        var before = Niceness();
        Assert.Equal(Math.Max(10, before), await BackgroundThread.Run("test", Niceness));
        Assert.Equal(before, Niceness());
    }

    [Fact]
    public async Task What_is_thrown_there_arrives()
    {
        await Assert.ThrowsAsync<FormatException>(() => BackgroundThread.Run<int>("test", () => throw new FormatException()));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var task = BackgroundThread.Run<int>("test", () => throw new OperationCanceledException(cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
    }

    /// <summary>The nineteenth field, counted after the name, which may have blanks: man 5 proc.</summary>
    static int Niceness()
    {
        var status = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}
