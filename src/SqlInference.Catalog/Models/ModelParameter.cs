namespace SqlInference.Catalog;

/// <summary>An argument of a prediction function. The type is canonical SQL text.</summary>
public sealed record ModelParameter(string Name, string Type);
