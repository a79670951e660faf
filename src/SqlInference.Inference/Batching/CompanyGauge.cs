namespace SqlInference.Inference.Batching;

/// <summary>
/// Decides whether a request that could run at once is likely to meet others if it waits for the thread pool's next turn
/// instead: where callers take turns by the microsecond and the pool has work queued. Where those who waited lately met
/// none, only every 32nd tries. Races only blur the average.
/// </summary>
sealed class CompanyGauge(TimeProvider time)
{
    const double WorthIt = 1.25;
    const double Weight = 0.125;
    const int ProbeEvery = 32;

    readonly long _nearTicks = time.TimestampFrequency / 1000;
    double _requests = 2;
    long _lastCaller = -1;
    long _changedAt;
    bool _changed;
    int _skipped;

    /// <summary>Cheap where the answer is no. A thread that is not of the pool brings this request and nothing else.</summary>
    public bool IsNear(long now) => _changed && now - Volatile.Read(ref _changedAt) < _nearTicks && Thread.CurrentThread.IsThreadPoolThread
        && (_requests >= WorthIt || ++_skipped % ProbeEvery == 0) && ThreadPool.PendingWorkItemCount > 0;

    public void Saw(long caller, long now)
    {
        if (caller == _lastCaller)
            return;
        _changed = _lastCaller >= 0;
        _lastCaller = caller;
        Volatile.Write(ref _changedAt, now);
    }

    public void Met(int requests) => _requests += Weight * (requests - _requests);
}
