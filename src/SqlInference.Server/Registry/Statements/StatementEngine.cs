using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Server.Access;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>What depends on the kind of database that a caller's session is in: spelling, and how functions come to be.</summary>
sealed class StatementEngine(InferenceService service)
{
    /// <summary>No database: models are made and served, and nobody defines functions.</summary>
    public const string None = "none";

    static readonly string[] Reserved = ["postgresql", "sqlserver"];

    readonly StatementExecutor _executor = new(service, new NoFunctions());

    public static void Check(string engine)
    {
        if (engine == None)
            return;
        if (Reserved.Contains(engine))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"Statements for sessions of the engine '{engine}' cannot be executed yet: nothing here defines functions for it.",
                "Leave engine out: the model is made and served without a function in a database.");
        }

        throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"There is no engine '{engine}'.", $"engine is {None}, {string.Join(" or ", Reserved)}.");
    }

    public static ModelStatement Parse(string statement)
    {
        var parsed = StatementParser.Parse(statement, SqlDialect.PostgreSql);
        return parsed switch
        {
            UsingFunction => throw NeedsSession("USING FUNCTION"),
            RedshiftCopy => throw NeedsSession("COPY"),
            _ => parsed,
        };
    }

    public StatementRun Begin(ModelStatement statement, StatementContext context) => _executor.Begin(statement, context);

    public static StatementContext ContextOf(Caller caller, string database, StatementRequest request, Action<string> notice) => new()
    {
        Database = database,
        Actor = caller.Principal,
        IsAdmin = caller.IsAdmin,
        MayCreate = caller.MayCreate,
        SearchPath = request.SearchPath is { Count: > 0 } path ? path : throw new SqlInferenceException(
            ErrorConditions.RequestMalformed, "search_path names no schema.", "Leave it out, or name at least one schema."),
        Engine = None,
        Folding = IdentifierFolding.Lower,
        Notice = notice,
    };

    static SqlInferenceException NeedsSession(string statement) => new(ErrorConditions.StatementNotSupported,
        $"{statement} is for a session of a database, and there is none with engine '{None}'.",
        "Run it where the rows are: on the embedded engine, or through a database's extension.");
}
