using SqlInference.Catalog;
using SqlInference.Language;

namespace SqlInference.Engines;

/// <summary>A version of a model as a database asks a service for it, and the function as it was declared.</summary>
/// <param name="Inputs">The tensors that the model takes, in the order of the function's parameters.</param>
/// <param name="Output">The tensor that the function answers.</param>
public sealed record PublishedVersion(
    ModelName Model, int Number, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<SqlType> Parameters, SqlType Returns);
