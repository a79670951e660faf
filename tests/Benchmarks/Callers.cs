namespace Benchmarks;

/// <summary>Threads that share a range of rows, as the workers of a query do.</summary>
static class Callers
{
    /// <param name="work">Given the number of the caller, its first row and how many are its own.</param>
    public static void Run(int callers, int rows, Action<int, int, int> work)
    {
        var share = (rows / callers + 63) & ~63;
        var threads = Enumerable.Range(1, callers - 1).Select(caller => new Thread(() => RunOne(caller))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        RunOne(0);
        foreach (var thread in threads)
            thread.Join();

        void RunOne(int caller) => work(caller, caller * share, Math.Min(share, rows - caller * share));
    }
}
