namespace SqlInference.Inference.Pipelines;

/// <summary>What makes answers of an estimator's margins.</summary>
public enum Link
{
    /// <summary>The margin is the value.</summary>
    Identity,

    /// <summary>The value is e to the margin.</summary>
    Exponential,

    /// <summary>One margin, from which the probabilities of two classes follow.</summary>
    Logistic,

    /// <summary>One margin, whose sign is the class.</summary>
    Sign,

    /// <summary>A margin for each class.</summary>
    Softmax,
}
