namespace SqlInference.Inference.Scoring;

/// <summary>
/// Decides whether looking for repeated rows is worth its price: where it has lately found almost none, only every
/// 32nd batch is looked at, to notice when that changes. Races between callers only blur the average.
/// </summary>
sealed class RepeatGauge
{
    const double WorthIt = 0.02;
    const double Weight = 0.125;
    const int ProbeEvery = 32;

    double _share = 1;
    int _skipped;

    public bool ShouldLook() => _share >= WorthIt || Interlocked.Increment(ref _skipped) % ProbeEvery == 0;

    public void Saw(int rows, int repeats) => _share += Weight * ((double)repeats / rows - _share);
}
