namespace SqlInference.Training.Boosting;

/// <summary>What makes an answer of margins.</summary>
public enum BoosterLink
{
    Identity,

    /// <summary>1 / (1 + exp(-margin)).</summary>
    Sigmoid,

    /// <summary>One margin for each class.</summary>
    Softmax,

    Exponential,

    /// <summary>1 for a margin above 0, else 0.</summary>
    Sign,
}
