namespace SqlInference.Training.Hyperparameters;

/// <summary>Words; case does not count.</summary>
public sealed record OneOf(params IReadOnlyList<string> Words) : AllowedValues
{
    public override string Expectation => Words.Count == 1 ? Words[0] : $"{string.Join(", ", Words.SkipLast(1))} or {Words[^1]}";

    public override string? Read(string text) => Words.FirstOrDefault(word => word.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
}
