namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>A macro's name; DuckDB does not tell case apart.</summary>
readonly record struct FunctionName(string? Schema, string Name)
{
    public const string DefaultSchema = "main";

    public static FunctionName Of(PredictionFunction function) => new(function.Schema, function.Name);

    public bool Equals(FunctionName other) =>
        string.Equals(Schema ?? DefaultSchema, other.Schema ?? DefaultSchema, StringComparison.OrdinalIgnoreCase) &&
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(
        StringComparer.OrdinalIgnoreCase.GetHashCode(Schema ?? DefaultSchema), StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    public override string ToString() => $"{SqlText.Identifier(Schema ?? DefaultSchema)}.{SqlText.Identifier(Name)}";
}
