using System.Diagnostics;
using System.IO.Pipelines;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>
/// Runs what reads a connection on the connection's own thread while that is short, and on the thread pool otherwise. A
/// connection whose small requests turn out to take long is not trusted for a while.
/// </summary>
sealed class ShortTurns : PipeScheduler
{
    const int DistrustedFor = 16;

    // Longer than a busy machine keeps a thread from running, and as late as that the client's hanging up may be heard.
    static readonly long LongTicks = Stopwatch.Frequency / 100;

    int _thread;
    int _distrusted;
    long _started;

    /// <summary>Whether the last turn ran here, and was soon over.</summary>
    public bool WasShort { get; private set; }

    /// <summary>Whether a turn runs here that is not over soon. Asked by another thread.</summary>
    public bool IsLong => Volatile.Read(ref _thread) != 0 && Stopwatch.GetTimestamp() - Volatile.Read(ref _started) > LongTicks;

    public void Begin(bool isShort)
    {
        WasShort = false;
        if (!isShort || (_distrusted > 0 && _distrusted-- > 0))
            return;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
    }

    public void End()
    {
        if (_thread == 0)
            return;
        _thread = 0;
        WasShort = Stopwatch.GetTimestamp() - _started < LongTicks;
        if (!WasShort)
            _distrusted = DistrustedFor;
    }

    public override void Schedule(Action<object?> action, object? state)
    {
        if (_thread == Environment.CurrentManagedThreadId)
            action(state);
        else
            ThreadPool.Schedule(action, state);
    }
}
