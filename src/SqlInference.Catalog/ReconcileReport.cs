namespace SqlInference.Catalog;

/// <summary>What reconciliation found and mended.</summary>
/// <param name="Interrupted">Versions that were pending without anybody working on them, and are failed now.</param>
/// <param name="RemovedArtifacts">How many artifacts and half-written folders were deleted.</param>
public sealed record ReconcileReport(IReadOnlyList<VersionKey> Interrupted, int RemovedArtifacts);
