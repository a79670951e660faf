namespace SqlInference.Inference.Pipelines;

/// <summary>What makes answers of an estimator's margins.</summary>
public enum Link
{
    /// <summary>The margin is the value.</summary>
    Identity,

    /// <summary>The value is e to the margin.</summary>
    Exponential,

    /// <summary>The value is a share, between 0 and 1: 1 / (1 + e to the negative margin).</summary>
    Share,

    /// <summary>One margin, from which the probabilities of two classes follow.</summary>
    Logistic,

    /// <summary>One margin, whose sign is the class.</summary>
    Sign,

    /// <summary>A margin for each class.</summary>
    Softmax,

    /// <summary>A margin for each cluster, of which the highest is the nearest.</summary>
    Nearest,
}
