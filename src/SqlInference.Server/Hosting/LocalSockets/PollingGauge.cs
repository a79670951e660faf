namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>Decides whether polling a connection is worth the processor time: it is given up while it does not pay, and tried again now and then.</summary>
sealed class PollingGauge
{
    const int Memory = 4;
    const int TryEvery = 32;

    int _hits = Memory;
    int _skipped;

    public bool ShouldPoll()
    {
        if (_hits == 0 && ++_skipped < TryEvery)
            return false;
        _skipped = 0;
        return true;
    }

    public void Saw(bool hit) => _hits = hit ? Math.Min(_hits + 1, Memory) : Math.Max(_hits - 1, 0);
}
