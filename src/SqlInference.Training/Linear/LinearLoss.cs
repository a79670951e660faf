namespace SqlInference.Training.Linear;

/// <summary>What a linear model is fitted to make small, by Redshift's names.</summary>
public enum LinearLoss
{
    Logistic,
    Hinge,
    Softmax,
    Squared,
    Absolute,
    EpsilonInsensitiveAbsolute,
    EpsilonInsensitiveSquared,
    Huber,
    Quantile,
}
