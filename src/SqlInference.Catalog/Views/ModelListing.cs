namespace SqlInference.Catalog;

/// <summary>A row of <c>SHOW MODEL ALL</c>.</summary>
public sealed record ModelListing(string SchemaName, string ModelName);
