using SqlInference.Catalog;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Service.Embedded.CatalogViews;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>
/// Service and database in one process, on one folder: <c>catalog.db</c>, <c>artifacts/</c> and <c>warehouse.duckdb</c>.
/// One process at a time has it open.
/// </summary>
public sealed class EmbeddedEngine : IDisposable
{
    /// <summary>The name of the folder's database in the catalog.</summary>
    public const string DatabaseName = "local";

    /// <summary>What the database itself calls the file with the tables.</summary>
    public const string WarehouseName = "warehouse";

    /// <summary>What the comments of our own views hold, and no others.</summary>
    public const string CatalogViewMark = "[sqlinference ";

    readonly FolderClaim _claim;
    readonly DuckDbDatabase _database;
    readonly FunctionRegistry _registry;
    readonly InferenceService _service;
    readonly Lock _definitions = new();

    EmbeddedEngine(FolderClaim claim, DuckDbDatabase database, InferenceService service)
    {
        _claim = claim;
        _database = database;
        _service = service;
        _registry = new(database);
    }

    public InferenceService Service => _service;

    /// <summary>Opens a folder, making it if need be. What a process that died left half-made is put right.</summary>
    /// <param name="lockDown">For an engine that others than the owner of its files reach; null for one of theirs.</param>
    public static EmbeddedEngine Open(string folder, ServiceOptions? options = null, int? threads = null, LockDown? lockDown = null)
    {
        options ??= new();
        folder = Path.GetFullPath(folder);
        DataFolder.Create(folder);
        var claim = FolderClaim.On(folder);
        DuckDbDatabase? database = null;
        CatalogDatabase? catalog = null;
        try
        {
            database = DuckDbDatabase.Open(DataFolder.WarehouseIn(folder), new() { Threads = threads });
            catalog = CatalogDatabase.Open(DataFolder.CatalogIn(folder), new CatalogOptions { TimeProvider = options.Time, Observer = options.Observer });
            var artifacts = new ArtifactStore(folder, options.Time, options.Observer);
            catalog.Reconcile(artifacts);
            var engine = new EmbeddedEngine(claim, database, new(catalog, artifacts, options));
            engine.Prepare(options.Notices.Once, lockDown);
            return engine;
        }
        catch
        {
            catalog?.Dispose();
            database?.Dispose();
            claim.Dispose();
            throw;
        }
    }

    /// <summary>A session of the operating system's user, who may do everything: the files are theirs.</summary>
    public EmbeddedSession Connect(Action<string>? notice = null, string? scriptFolder = null) =>
        Connect(EmbeddedLogin.OfThisUser(), notice, scriptFolder);

    public EmbeddedSession Connect(EmbeddedLogin login, Action<string>? notice = null, string? scriptFolder = null)
    {
        var connection = _database.Connect();
        connection.Access = login.Access;
        return new(
            connection, ExecutorFor(connection), FunctionsFor(connection), new(_service, _database.Connect, ExecutorFor, FunctionsFor), login,
            notice ?? (static _ => { }), scriptFolder);
    }

    /// <summary>Ends the trainings that are under way as if they had not been begun.</summary>
    public void Dispose()
    {
        _service.Trainings.Stop(static _ => new OperationCanceledException("the program ended"));
        _registry.Dispose();
        _database.Dispose();
        _service.Dispose();
        _claim.Dispose();
    }

    StatementExecutor ExecutorFor(DuckDbConnection connection) => new(_service, new DuckDbFunctionPublisher(_registry, connection));

    FunctionsInForce FunctionsFor(DuckDbConnection connection) => new(connection, _definitions, _service.Options.Observer);

    void Prepare(Action<string> notice, LockDown? lockDown)
    {
        using var connection = _database.Connect();
        EngineFunctions.Register(connection, _service);
        // Scripts written for Redshift and PostgreSQL expect it.
        connection.Execute("CREATE SCHEMA IF NOT EXISTS public");
        new FunctionRepair(connection, _registry).Run(ExecutorFor(connection).Functions.All(DatabaseName), notice);
        new CatalogViewRepair(connection, new(_service, DatabaseName)).Run(notice);
        foreach (var statement in lockDown?.Statements ?? [])
            connection.Execute(statement);
    }
}
