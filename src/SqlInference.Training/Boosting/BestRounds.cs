using SqlInference.Training.Boosting.Native;

namespace SqlInference.Training.Boosting;

/// <summary>The rounds so far, and the best of them where training may stop early.</summary>
sealed class BestRounds(BoosterOptions options, Booster booster)
{
    readonly bool _higherIsBetter = EvaluationMetrics.HigherIsBetter(options.Metrics?[^1] ?? options.Objective.Metric);
    readonly List<double> _history = [];
    double _bestScore = double.NaN;
    int _bestRounds;

    // A round of gblinear or dart changes what earlier rounds left, so that the best cannot be cut out afterwards.
    byte[]? _snapshot;

    public IReadOnlyList<double> History => _history;

    /// <summary>How many rounds the model has that <see cref="Save"/> gives.</summary>
    public int Rounds => StopsEarly ? _bestRounds : _history.Count;

    public bool IsStale => options.EarlyStoppingRounds is { } patience && _history.Count - _bestRounds >= patience;

    bool StopsEarly => options.EarlyStoppingRounds is not null;

    public void Add(double score)
    {
        _history.Add(score);
        if (_bestRounds > 0 && !IsBetter(score))
            return;
        _bestScore = score;
        _bestRounds = _history.Count;
        if (StopsEarly && options.Booster != BoosterKind.GBTree)
            _snapshot = booster.Save();
    }

    public byte[] Save()
    {
        if (Rounds == _history.Count)
            return booster.Save();
        if (_snapshot is { } snapshot)
            return snapshot;
        using var best = booster.First(Rounds);
        return best.Save();
    }

    bool IsBetter(double score) =>
        !double.IsNaN(score) && (double.IsNaN(_bestScore) || (_higherIsBetter ? score > _bestScore : score < _bestScore));
}
