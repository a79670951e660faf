using SqlInference.Catalog.Store;

namespace SqlInference.Catalog;

/// <summary>The catalog in a database.</summary>
public sealed class CatalogDatabase : ICatalog
{
    readonly CatalogStore _store;

    CatalogDatabase(CatalogStore store)
    {
        _store = store;
        Models = new ModelStore(store, new VersionStore(store));
        Pending = new PendingStore(store);
        Endpoints = new EndpointStore(store);
        Grants = new GrantStore(store);
        AuditTrail = new AuditTrailStore(store);
        Tokens = new TokenStore(store);
        AccessKeys = new AccessKeyStore(store);
    }

    public IModels Models { get; }

    public IPendingStatements Pending { get; }

    public IEndpoints Endpoints { get; }

    public IGrants Grants { get; }

    public IAuditTrail AuditTrail { get; }

    public ITokens Tokens { get; }

    public IAccessKeys AccessKeys { get; }

    public CatalogWatcher Changes => _store.Changes;

    /// <summary>
    /// Opens the catalog in an SQLite file, making the file and its folder if need be, brings it to the current schema
    /// and fails what a dead process left pending.
    /// </summary>
    public static CatalogDatabase Open(string path, TimeProvider? timeProvider = null) =>
        Open(path, new CatalogOptions { TimeProvider = timeProvider });

    /// <inheritdoc cref="Open(string, TimeProvider?)"/>
    public static CatalogDatabase Open(string path, CatalogOptions options)
    {
        var dialect = new SqliteDialect(Path.GetFullPath(path));
        return Open(dialect, options, Migration.Of(dialect.Engine));
    }

    /// <summary>
    /// Opens the catalog in a PostgreSQL database, in the schema that the connection's search_path names or in
    /// <c>sqlinference_catalog</c>, which is made if need be. Other processes, also on other machines, may have it open.
    /// </summary>
    public static CatalogDatabase OpenPostgreSql(string connectionString, CatalogOptions options)
    {
        var dialect = new PostgresDialect(connectionString);
        return Open(dialect, options, Migration.Of(dialect.Engine));
    }

    /// <summary>
    /// Opens the catalog in a SQL Server database, in the default schema of the connection's user. Other processes, also on other machines, may
    /// have it open.
    /// </summary>
    public static CatalogDatabase OpenSqlServer(string connectionString, CatalogOptions options)
    {
        var dialect = new SqlServerDialect(connectionString);
        return Open(dialect, options, Migration.Of(dialect.Engine));
    }

    internal static CatalogDatabase Open(ICatalogDialect dialect, CatalogOptions options, IReadOnlyList<Migration> migrations)
    {
        var catalog = new CatalogDatabase(new CatalogStore(dialect, options));
        try
        {
            catalog._store.Prepare();
            new Migrator(catalog._store, migrations).Run();
            catalog.Reconcile();
            catalog.Changes.Poll();
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    public IReadOnlyList<ModelListing> ListModels(string database) => [.. Models.List(database)
        .Where(model => model.Kind != ModelKind.ExternalFunction)
        .Select(model => new ModelListing(model.Name.Schema, model.Name.Name))];

    public IReadOnlyList<ModelInfo> ModelInfo(string? database = null) => [.. Models.List(database)
        .Where(model => model.Kind != ModelKind.ExternalFunction)
        .Select(SystemViews.Info)];

    public IReadOnlyList<ModelPrivilege> ModelPrivileges(string? database = null) => _store.Read(session =>
        SystemViews.Privileges(ModelStore.List(session, database), GrantStore.List(session, database)));

    public ReconcileReport Reconcile(ArtifactStore? artifacts = null)
    {
        var interrupted = _store.Write("reconcile", session => Interruption.FailStale(session, _store.Options, null));
        var removed = artifacts?.RemoveOrphans(ReferencedArtifacts, _store.Options.OrphanGrace) ?? 0;
        return new ReconcileReport(interrupted, removed);
    }

    public void Dispose()
    {
        _store.Changes.Dispose();
        _store.Dialect.Dispose();
    }

    /// <summary>Writes a copy of the catalog as it is at one instant into a new file, while others go on changing it.</summary>
    internal void CopyTo(string path) => _store.Copy(path);

    /// <summary>The artifacts that a copied catalog refers to, which is not changed by the question.</summary>
    internal static IReadOnlyList<string> ArtifactsOf(string copy)
    {
        using var dialect = new SqliteDialect(copy);
        return [.. ReferencedArtifacts(new CatalogStore(dialect, new CatalogOptions()))];
    }

    internal HashSet<string> ReferencedArtifacts() => ReferencedArtifacts(_store);

    static HashSet<string> ReferencedArtifacts(CatalogStore store) => store.Read(session => session
        .Query<string>("SELECT DISTINCT artifact_id FROM model_version WHERE artifact_id IS NOT NULL").ToHashSet());
}
