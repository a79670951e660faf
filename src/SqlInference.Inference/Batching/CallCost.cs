namespace SqlInference.Inference.Batching;

/// <summary>
/// What one call of a backend costs, learned from the calls it answers: a fixed part and a part per row, by a weighted
/// least-squares line through the latest ones. Not thread-safe: the batcher's lock guards it.
/// </summary>
sealed class CallCost
{
    // Whatever disturbs a call makes it slower, never faster: better times are believed sooner.
    const double WeightOfSlower = 1.0 / 16;
    const double WeightOfFaster = 1.0 / 4;
    const double MostCredible = 4;

    // Calls of like size say nothing about which part is fixed.
    const double LeastSpread = 0.05;

    double _rows;
    double _seconds;
    double _rowsSquared;
    double _rowsSeconds;
    int _calls;
    bool _isFixedKnown;

    /// <summary>Seconds of a call however few its rows are.</summary>
    public double Fixed { get; private set; }

    /// <summary>Seconds of one more row; zero while nothing is known.</summary>
    public double PerRow { get; private set; }

    /// <summary>Seconds that two calls of one row save by being one; while only calls of like size were seen, at most that.</summary>
    public double SavedByMerging => _isFixedKnown ? Fixed : Of(1);

    public double Of(double rows) => Fixed + PerRow * rows;

    public void Learn(int rows, double seconds)
    {
        if (_calls > 0)
            seconds = Math.Min(seconds, MostCredible * Math.Max(Of(rows), 1e-7));
        var weight = Math.Max(1.0 / ++_calls, seconds < Of(rows) ? WeightOfFaster : WeightOfSlower);
        _calls = Math.Min(_calls, 1 << 20);
        _rows += weight * (rows - _rows);
        _seconds += weight * (seconds - _seconds);
        _rowsSquared += weight * ((double)rows * rows - _rowsSquared);
        _rowsSeconds += weight * (rows * seconds - _rowsSeconds);
        Fit();
    }

    void Fit()
    {
        var variance = _rowsSquared - _rows * _rows;
        if (variance > LeastSpread * _rows * _rows)
        {
            var slope = (_rowsSeconds - _rows * _seconds) / variance;
            PerRow = Math.Clamp(slope, 0, _seconds / _rows);
            Fixed = _seconds - PerRow * _rows;
            _isFixedKnown = true;
        }
        else
        {
            Fixed = Math.Min(Fixed, _seconds);
            PerRow = (_seconds - Fixed) / _rows;
        }
    }
}
