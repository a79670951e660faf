namespace SqlInference.Training.Boosting;

/// <summary>A round that is done.</summary>
/// <param name="Round">Counted from 1.</param>
/// <param name="Rounds">How many there will be, unless training ends early.</param>
/// <param name="Score">The metric on the validation rows, or on the training rows where there are none; NaN where XGBoost has no value.</param>
public readonly record struct BoosterRound(int Round, int Rounds, double Score);
