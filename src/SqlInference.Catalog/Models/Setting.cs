namespace SqlInference.Catalog;

/// <summary>A name and a value from a statement, in the order written there.</summary>
public sealed record Setting(string Name, string Value);
