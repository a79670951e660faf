namespace SqlInference.Inference.Batching;

/// <summary>
/// How many rows one call of the backend may take, so that a short request never waits long behind a long one, and
/// long ones lose little by it. Not thread-safe: the batcher's lock guards it.
/// </summary>
sealed class Pace(int maxBatchRows, TimeProvider time)
{
    /// <summary>What one call should take while short requests come.</summary>
    const double SharedSeconds = 0.0005;

    /// <summary>What one should take at other times: as good as no limit to the backend, yet soon over.</summary>
    const double AloneSeconds = 0.004;

    // How often over a call must repay what it costs before the first row.
    const double RepaidShared = 9;
    const double RepaidAlone = 49;

    /// <summary>Slices begin between two words of a validity bitmap, so that they need no copy.</summary>
    const int Step = 64;

    /// <summary>A request of this part of a shared call is short.</summary>
    const int ShortPart = 8;

    // What it costs to answer a request on another thread than the one that brought it, measured over HTTP.
    const double HandOverSeconds = 0.00002;

    // The first calls of a model take longer than any after them.
    const int CallsToTrust = 8;

    static readonly TimeSpan SharedFor = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LaneFor = TimeSpan.FromMilliseconds(10);

    readonly int _most = maxBatchRows;
    readonly CallCost _cost = new();
    readonly long _sharedTicks = (long)(SharedFor.TotalSeconds * time.TimestampFrequency);
    readonly long _laneTicks = (long)(LaneFor.TotalSeconds * time.TimestampFrequency);
    readonly double _secondsPerTick = 1.0 / time.TimestampFrequency;
    long _shortSeen;
    bool _anyShort;
    int _calls;

    /// <summary>The rows of a call while short requests come. A request of more is long.</summary>
    public int SharedRows { get; private set; } = maxBatchRows;

    /// <summary>Whether a request that could run at once gains by waiting for company. May be read without the lock.</summary>
    public bool MergingPays { get; private set; }

    /// <summary>The rows of a part of a long request that has the model for itself.</summary>
    public int AloneRows { get; private set; } = maxBatchRows;

    public bool IsLong(int rows) => rows > SharedRows;

    public void Saw(int rows, long now)
    {
        if (_calls < CallsToTrust || rows * ShortPart > SharedRows)
            return;
        _shortSeen = now;
        _anyShort = true;
    }

    /// <summary>Whether short requests come at all.</summary>
    public bool IsShared(long now) => _anyShort && now - _shortSeen < _sharedTicks;

    /// <summary>Whether they come so densely that a place kept free for them is hardly idle.</summary>
    public bool KeepsLane(long now) => _anyShort && now - _shortSeen < _laneTicks;

    public int SliceRows(long now) => IsShared(now) ? SharedRows : AloneRows;

    public void Learn(int rows, long ticks)
    {
        _cost.Learn(rows, ticks * _secondsPerTick);
        if (_calls < CallsToTrust && ++_calls < CallsToTrust)
            return;
        MergingPays = _cost.SavedByMerging > HandOverSeconds;
        SharedRows = RowsWithin(SharedSeconds, RepaidShared);
        AloneRows = Math.Max(SharedRows, RowsWithin(AloneSeconds, RepaidAlone));
    }

    /// <summary>How long so many rows take in full batches; zero while nothing is known.</summary>
    public double Seconds(long rows) => Math.Ceiling((double)rows / _most) * _cost.Fixed + rows * _cost.PerRow;

    int RowsWithin(double seconds, double repaid)
    {
        if (_cost.PerRow <= 0)
            return _most;
        var rows = Math.Max(seconds - _cost.Fixed, repaid * _cost.Fixed) / _cost.PerRow;
        return rows >= _most ? _most : Math.Min(_most, Math.Max(Step, (int)rows / Step * Step));
    }
}
