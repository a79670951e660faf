namespace SqlInference.Server.Registry.Statements;

/// <summary>Runs out when nobody has asked for a while. While somebody is being answered it does not. Thread-safe.</summary>
sealed class RunLease : IDisposable
{
    readonly Lock _gate = new();
    readonly TimeProvider _time;
    readonly Action _over;
    readonly ITimer _timer;
    DateTimeOffset _until;
    int _attended;

    public RunLease(TimeProvider time, TimeSpan duration, Action over)
    {
        _time = time;
        _over = over;
        Duration = duration;
        _until = time.GetUtcNow() + duration;
        _timer = time.CreateTimer(_ => Look(), null, duration, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Duration { get; }

    /// <summary>A sign of the client; the lease begins anew when it is answered.</summary>
    public IDisposable Attend()
    {
        lock (_gate)
            _attended++;
        return new Attention(this);
    }

    public void Dispose() => _timer.Dispose();

    void Leave()
    {
        lock (_gate)
        {
            _attended--;
            _until = _time.GetUtcNow() + Duration;
        }
    }

    void Look()
    {
        lock (_gate)
        {
            var left = _attended > 0 ? Duration : _until - _time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            // What is over may be over for a second time: the run and then the memory of it.
            _timer.Change(Duration, Timeout.InfiniteTimeSpan);
        }

        _over();
    }

    sealed class Attention(RunLease lease) : IDisposable
    {
        RunLease? _lease = lease;

        public void Dispose() => Interlocked.Exchange(ref _lease, null)?.Leave();
    }
}
