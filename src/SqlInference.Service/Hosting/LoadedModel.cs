using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model version in memory, and who is using it. One number holds it all, so that a request costs an addition when it
/// enters and another when it leaves: whether the model is closed, how often it was entered, and how many are inside.
/// </summary>
sealed class LoadedModel(ModelSlot slot, ModelScorer scorer, string device, long bytes, ResidentModels residents)
{
    const long OneInside = 1;
    const long InsideMask = (1L << 24) - 1;
    const long OneEntry = 1L << 24;
    const long Closed = long.MinValue;

    // Whoever loaded it is inside.
    long _state = OneInside;
    volatile bool _retired;

    public ModelSlot Slot => slot;

    public ModelScorer Scorer => scorer;

    /// <summary>Where it computes.</summary>
    public string Device => device;

    public long Bytes => bytes;

    /// <summary>What it took to load it.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>How many requests have come for it, the ones included that waited while it was loaded.</summary>
    public long Entries => (Volatile.Read(ref _state) & ~Closed) >> 24;

    public bool IsIdle => (Volatile.Read(ref _state) & InsideMask) == 0;

    /// <summary>When a request last came, in ticks of the clock; kept only where something may have to give way.</summary>
    public long LastUsed { get; private set; } = residents.Now;

    /// <summary>Keeps the model in memory until <see cref="Leave"/>. False: it is on its way out.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Add(ref _state, OneEntry + OneInside) < 0)
        {
            Interlocked.Add(ref _state, -OneEntry - OneInside);
            return false;
        }

        if (residents.Budget is not null)
            LastUsed = residents.Now;
        return true;
    }

    /// <summary>Enters for those who waited while it was loaded.</summary>
    public void EnterAll(int waiting)
    {
        Interlocked.Add(ref _state, waiting * (OneEntry + OneInside));
        residents.Missed(waiting);
    }

    public void Leave()
    {
        if ((Interlocked.Decrement(ref _state) & InsideMask) == 0 && (_retired || residents.IsPressed))
            residents.Idle(this);
    }

    /// <summary>Nobody needs it any more: it goes as soon as nobody is inside.</summary>
    public void Retire()
    {
        _retired = true;
        // Either the last to leave sees that, or nobody is inside any more when it is looked at here.
        Interlocked.MemoryBarrier();
        if (IsIdle)
            residents.Idle(this);
    }

    public bool IsRetired => _retired;

    /// <summary>Shuts the door if nobody is inside. True for one caller only, who then disposes of the model.</summary>
    public bool TryClose()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state < 0 || (state & InsideMask) != 0)
                return false;
            if (Interlocked.CompareExchange(ref _state, state | Closed, state) == state)
                return true;
        }
    }
}
