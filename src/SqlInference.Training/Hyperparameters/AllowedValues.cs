namespace SqlInference.Training.Hyperparameters;

/// <summary>What may be written for a hyperparameter.</summary>
public abstract record AllowedValues
{
    /// <summary>Ends the sentence "it has to be …".</summary>
    public abstract string Expectation { get; }

    /// <summary>The value as the library wants it written, or null if it is not one.</summary>
    public abstract string? Read(string text);
}
