namespace SqlInference.Catalog;

/// <summary>The prediction function that a model has in its database.</summary>
public sealed record FunctionSignature(
    string Schema, string Name, IReadOnlyList<ModelParameter> Parameters, string ReturnType)
{
    /// <summary>As in error messages: schema, name and argument types.</summary>
    public override string ToString() => $"{Schema}.{Name}({string.Join(", ", Parameters.Select(p => p.Type))})";
}
