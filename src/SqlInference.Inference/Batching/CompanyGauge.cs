namespace SqlInference.Inference.Batching;

/// <summary>
/// Decides whether requests that wait for the thread's next turn are likely to meet others there: where they lately met
/// none, only every 32nd tries. Races only blur the average.
/// </summary>
sealed class CompanyGauge
{
    const double WorthIt = 1.25;
    const double Weight = 0.125;
    const int ProbeEvery = 32;

    double _requests = 2;
    int _skipped;

    /// <summary>
    /// A thread of the pool that has work queued behind it is about to bring more requests; another thread brings this one.
    /// </summary>
    public bool IsNear() => Thread.CurrentThread.IsThreadPoolThread && (_requests >= WorthIt || ++_skipped % ProbeEvery == 0)
        && ThreadPool.PendingWorkItemCount > 0;

    public void Met(int requests) => _requests += Weight * (requests - _requests);
}
