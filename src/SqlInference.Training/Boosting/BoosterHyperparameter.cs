using SqlInference.Training.Hyperparameters;

namespace SqlInference.Training.Boosting;

/// <summary>A hyperparameter of XGBoost.</summary>
/// <param name="Boosters">Those that it means something to.</param>
public sealed record BoosterHyperparameter(string Name, AllowedValues Values, string? Default, string Meaning, BoosterKind Boosters)
    : Hyperparameter(Name, Values, Default, Meaning);
