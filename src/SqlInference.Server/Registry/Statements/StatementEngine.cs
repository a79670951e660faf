using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.PostgreSql;
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

    const string Reserved = "sqlserver";

    readonly InferenceService _service;
    readonly IFunctionPublisher _publisher;

    StatementEngine(InferenceService service, string name, IFunctionPublisher publisher)
    {
        _service = service;
        _publisher = publisher;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Whether a session runs definitions in a transaction of its own, which decides over the statement.</summary>
    public bool HasSessions => Name != None;

    public static StatementEngine Of(InferenceService service, string name) => name switch
    {
        None => new(service, name, new NoFunctions()),
        PostgreSql => new(service, name, new PostgreSqlFunctionPublisher()),
        Reserved => throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
            $"Statements for sessions of the engine '{name}' cannot be executed yet: nothing here defines functions for it.",
            "Leave engine out: the model is made and served without a function in a database."),
        _ => throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"There is no engine '{name}'.", $"engine is {None}, {PostgreSql} or {Reserved}."),
    };

    public ModelStatement Parse(string statement)
    {
        var parsed = StatementParser.Parse(statement, SqlDialect.PostgreSql);
        return parsed switch
        {
            UsingFunction when !HasSessions => throw NeedsSession("USING FUNCTION"),
            RedshiftCopy when !HasSessions => throw NeedsSession("COPY"),
            RedshiftCopy => throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                "COPY with Redshift's clauses reads a file on the client's machine, which neither the service nor the server of the database can see.",
                "Run it by 'sqlinference run --database', or write PostgreSQL's own COPY."),
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
        Engine = HasSessions ? "PostgreSQL" : None,
        Folding = IdentifierFolding.Lower,
        NameBytes = HasSessions ? PostgreSqlFunctionPublisher.NameBytes : null,
        Notice = notice,
    };

    static SqlInferenceException NeedsSession(string statement) => new(ErrorConditions.StatementNotSupported,
        $"{statement} is for a session of a database, and there is none with engine '{None}'.",
        "Run it where the rows are: on the embedded engine, or through a database's extension.");
}
