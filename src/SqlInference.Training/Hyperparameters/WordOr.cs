namespace SqlInference.Training.Hyperparameters;

/// <summary>A word, such as <c>auto</c>, or one of some values.</summary>
public sealed record WordOr(string Word, AllowedValues Values) : AllowedValues
{
    public override string Expectation => $"{Word}, or {Values.Expectation}";

    public override string? Read(string text) => text.Trim().Equals(Word, StringComparison.OrdinalIgnoreCase) ? Word : Values.Read(text);
}
