namespace SqlInference.Training.Hyperparameters;

/// <summary>A hyperparameter as statements, messages and the documentation know it.</summary>
/// <param name="Default">As one would write it; null where nothing is assumed.</param>
/// <param name="Meaning">One sentence for whoever writes the statement.</param>
public record Hyperparameter(string Name, AllowedValues Values, string? Default, string Meaning);
