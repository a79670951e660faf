namespace SqlInference.Catalog;

/// <summary>
/// What the service knows between statements. Safe for use by many threads; many processes may share one catalog. Every
/// method is one transaction: it happened when the call returns, and did not when it throws.
/// </summary>
public interface ICatalog : IDisposable
{
    IModels Models { get; }

    IPendingStatements Pending { get; }

    IEndpoints Endpoints { get; }

    IGrants Grants { get; }

    IAuditTrail AuditTrail { get; }

    ITokens Tokens { get; }

    IAccessKeys AccessKeys { get; }

    /// <summary>Hears of what this process and others change.</summary>
    CatalogWatcher Changes { get; }

    /// <summary>The models of a database as <c>SHOW MODEL ALL</c> lists them.</summary>
    IReadOnlyList<ModelListing> ListModels(string database);

    /// <summary>The rows of <c>svv_ml_model_info</c>, for one database or for all. The caller leaves out what its user may not see.</summary>
    IReadOnlyList<ModelInfo> ModelInfo(string? database = null);

    /// <summary>The rows of <c>svv_ml_model_privileges</c>, for one database or for all.</summary>
    IReadOnlyList<ModelPrivilege> ModelPrivileges(string? database = null);

    /// <summary>
    /// Fails the pending versions that nobody is making any more, takes back the statements whose lease is over and, given the store, deletes artifacts that no version
    /// refers to and that are older than the grace period.
    /// </summary>
    ReconcileReport Reconcile(ArtifactStore? artifacts = null);
}
