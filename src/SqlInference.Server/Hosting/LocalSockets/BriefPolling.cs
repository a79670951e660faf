using System.Diagnostics;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>
/// Looking for the next request without sleeping: being woken takes longer than answering a row. Only while processors are
/// to spare: never by more threads than a quarter of them, for client and database want theirs, and not while the pool has
/// work that nobody does.
/// </summary>
sealed class BriefPolling
{
    const int PauseSpins = 10;

    static readonly long BudgetTicks = Stopwatch.Frequency / 1_000_000 * 150;

    readonly int _most = Environment.ProcessorCount / 4;
    int _pollers;

    /// <returns>How many bytes have come; 0 where none did in time.</returns>
    public int Poll(LocalSocket socket)
    {
        if (Interlocked.Increment(ref _pollers) > _most)
        {
            Interlocked.Decrement(ref _pollers);
            return 0;
        }

        var end = Stopwatch.GetTimestamp() + BudgetTicks;
        var available = 0;
        while ((available = socket.Available) == 0 && Stopwatch.GetTimestamp() < end && ThreadPool.PendingWorkItemCount == 0)
            Thread.SpinWait(PauseSpins);
        Interlocked.Decrement(ref _pollers);
        return available;
    }
}
