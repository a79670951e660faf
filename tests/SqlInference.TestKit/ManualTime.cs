namespace SqlInference.TestKit;

/// <summary>A clock that stands still until it is moved; its timers go off within <see cref="Advance"/>.</summary>
public sealed class ManualTime : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<ManualTimer> _timers = [];
    DateTimeOffset _now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock. Where <paramref name="timersSleep"/>, as a busy machine would: no timer has gone off yet.</summary>
    public void Advance(TimeSpan by, bool timersSleep = false)
    {
        ManualTimer[] due;
        lock (_gate)
        {
            _now += by;
            due = timersSleep ? [] : [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due)
                timer.Rearm(_now);
        }

        foreach (var timer in due)
            timer.Fire();
    }

    public sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime;
            return true;
        }

        public void Rearm(DateTimeOffset now) => Due = _period == Timeout.InfiniteTimeSpan ? null : now + _period;

        public void Fire() => callback();

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
