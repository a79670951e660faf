namespace SqlInference.Catalog;

/// <summary>One version of one model. Survives renaming; a dropped and remade model has another id.</summary>
public readonly record struct VersionKey(string ModelId, int Number);
