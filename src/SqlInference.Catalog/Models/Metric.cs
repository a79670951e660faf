namespace SqlInference.Catalog;

/// <summary>A result of training, such as <c>validation:accuracy</c>.</summary>
public sealed record Metric(string Name, double Value);
