using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.PostgreSql;
using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>What depends on the kind of database that a caller's session is in: spelling, and how functions come to be.</summary>
sealed class StatementEngine
{
    /// <summary>No database: models are made and served, and nobody defines functions.</summary>
    public const string None = "none";

    public const string PostgreSql = "postgresql";

    public const string SqlServer = "sqlserver";

    readonly InferenceService _service;
    readonly IFunctionPublisher _publisher;
    readonly SqlDialect _dialect;

    StatementEngine(InferenceService service, string name, IFunctionPublisher publisher, SqlDialect dialect)
    {
        _service = service;
        _publisher = publisher;
        _dialect = dialect;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Whether a session runs definitions, and says when that is done.</summary>
    public bool HasSessions => Name != None;

    /// <summary>Whether a session says how its transaction ended, however long that takes; others confirm when they have run the definitions.</summary>
    public bool HasTransactions => Name == PostgreSql;

    /// <summary>The schemas that a session looks in unless it says otherwise.</summary>
    public IReadOnlyList<string> SearchPath => Name == SqlServer ? [SqlServerFunctionPublisher.DefaultSchema] : ["public"];

    public static StatementEngine Of(InferenceService service, string name) => name switch
    {
        None => new(service, name, new NoFunctions(), SqlDialect.PostgreSql),
        PostgreSql => new(service, name, new PostgreSqlFunctionPublisher(), SqlDialect.PostgreSql),
        SqlServer => new(service, name, new SqlServerFunctionPublisher(), SqlDialect.SqlServer),
        _ => throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"There is no engine '{name}'.", $"engine is {None}, {PostgreSql} or {SqlServer}."),
    };

    public ModelStatement Parse(string statement)
    {
        var parsed = StatementParser.Parse(statement, _dialect);
        return parsed switch
        {
            UsingFunction when !HasSessions => throw NeedsSession("USING FUNCTION"),
            RedshiftCopy when !HasSessions => throw NeedsSession("COPY"),
            RedshiftCopy => throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                "COPY with Redshift's clauses reads a file on the client's machine, which neither the service nor the server of the database can see.",
                $"Run it by 'sqlinference run --database', or write {_dialect.Name}'s own {(Name == SqlServer ? "BULK INSERT" : "COPY")}."),
            _ => parsed,
        };
    }

    public StatementExecutor ExecutorFor(string? transaction) => new(_service, _publisher, transaction);

    public StatementContext ContextOf(string database, Principal actor, bool isAdmin, bool mayCreate, IReadOnlyList<string> searchPath, Action<string> notice) => new()
    {
        Database = database,
        Actor = actor,
        IsAdmin = isAdmin,
        MayCreate = mayCreate,
        SearchPath = searchPath.Count > 0 ? searchPath : throw new SqlInferenceException(
            ErrorConditions.RequestMalformed, "search_path names no schema.", "Leave it out, or name at least one schema."),
        Engine = HasSessions ? _dialect.Name : None,
        Folding = _dialect.Folding,
        Dialect = _dialect,
        Spelling = Name == SqlServer ? Spelling : null,
        NameBytes = Name == PostgreSql ? PostgreSqlFunctionPublisher.NameBytes : null,
        Notice = notice,
    };

    ModelName Spelling(ModelName name) => _service.Catalog.Models.Find(name)?.Name
        ?? _service.Catalog.Models.List(name.Database).FirstOrDefault(model => IsSame(model.Name.Schema, name.Schema) && IsSame(model.Name.Name, name.Name))?.Name
        ?? name;

    bool IsSame(string one, string other) => _publisher.Names.Equals(one, other);

    static SqlInferenceException NeedsSession(string statement) => new(ErrorConditions.StatementNotSupported,
        $"{statement} is for a session of a database, and there is none with engine '{None}'.",
        "Run it where the rows are: on the embedded engine, or through a database's extension.");
}
