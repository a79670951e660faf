namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>The functions of one name, at most one for each number of parameters. Immutable.</summary>
sealed record Overloads(IReadOnlyList<PredictionFunction> Functions)
{
    public static readonly Overloads None = new([]);

    public PredictionFunction? WithArity(int parameters) =>
        Functions.FirstOrDefault(function => function.Parameters.Count == parameters);

    public Overloads With(PredictionFunction function) =>
        new([.. Functions.Where(other => other.Parameters.Count != function.Parameters.Count).Append(function).OrderBy(f => f.Parameters.Count)]);

    public Overloads Without(PredictionFunction function) => new([.. Functions.Where(other => other != function)]);
}
