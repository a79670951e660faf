namespace SqlInference.Catalog;

/// <summary>A file of an artifact. The name may hold <c>/</c> and is relative to the artifact's folder.</summary>
public sealed record ArtifactFile(string Name, string Sha256, long Size);
