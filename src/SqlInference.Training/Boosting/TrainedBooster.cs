namespace SqlInference.Training.Boosting;

/// <summary>Why training ended.</summary>
public enum BoosterEnd
{
    AllRounds,
    EarlyStopping,
    Deadline,
}

/// <summary>What came of training.</summary>
/// <param name="Model">XGBoost's model in UBJSON.</param>
/// <param name="Rounds">The rounds that the model has: with early stopping those up to the best.</param>
/// <param name="Metric">What <paramref name="History"/> holds.</param>
public sealed record TrainedBooster(byte[] Model, int Rounds, BoosterEnd End, string Metric, IReadOnlyList<double> History)
{
    /// <summary>The metric of the model's last round.</summary>
    public double Score => History[Rounds - 1];
}
