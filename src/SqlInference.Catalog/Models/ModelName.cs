namespace SqlInference.Catalog;

/// <summary>What a model is called. The parts are as the host database folded them and are compared byte by byte.</summary>
public readonly record struct ModelName(string Database, string Schema, string Name)
{
    /// <summary>The name as people write it within their database.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}
