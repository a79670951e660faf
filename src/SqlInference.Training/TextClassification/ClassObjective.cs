namespace SqlInference.Training.TextClassification;

/// <summary>What candidates are compared by.</summary>
public enum ClassObjective
{
    /// <summary>The part of the rows whose class is the right one.</summary>
    Accuracy,

    /// <summary>The mean over the classes of their F1 scores: rare classes count as much as frequent ones.</summary>
    F1Macro,

    /// <summary>The mean of -ln of the probability that the right class was given.</summary>
    LogLoss,
}
