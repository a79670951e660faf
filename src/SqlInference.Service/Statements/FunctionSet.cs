using SqlInference.Engines;

namespace SqlInference.Service.Statements;

/// <summary>A function name of a database with the overloads it should have.</summary>
public sealed record FunctionSet(string Schema, string Name, IReadOnlyList<PredictionFunction> Overloads);
