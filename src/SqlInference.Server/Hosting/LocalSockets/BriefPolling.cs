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

    /// <returns>Whether bytes have come.</returns>
    public bool Poll(LocalSocket socket)
    {
        if (Interlocked.Increment(ref _pollers) > _most)
        {
            Interlocked.Decrement(ref _pollers);
            return false;
        }

        var end = Stopwatch.GetTimestamp() + BudgetTicks;
        bool hasBytes;
        while (!(hasBytes = socket.Available > 0) && Stopwatch.GetTimestamp() < end && ThreadPool.PendingWorkItemCount == 0)
            Thread.SpinWait(PauseSpins);
        Interlocked.Decrement(ref _pollers);
        return hasBytes;
    }
}
