using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>
/// The prediction functions of one open database. Each is an internal C function, which DuckDB forgets when the file
/// is closed, and a macro with the function's public name, which stays in the file and is ordinary DDL of the session
/// that creates it. Thread-safe.
/// </summary>
public sealed class FunctionRegistry : IDisposable
{
    /// <summary>What the names of the internal functions begin with.</summary>
    public const string InternalPrefix = MacroSql.InternalPrefix;

    readonly Lock _gate = new();
    readonly DuckDbConnection _connection;
    readonly Dictionary<FunctionName, Overloads> _functions = [];

    public FunctionRegistry(DuckDbDatabase database) => _connection = database.Connect();

    /// <summary>Makes the functions of a database that was opened again callable; its file holds their macros.</summary>
    public void Restore(IEnumerable<PredictionFunction> functions)
    {
        foreach (var function in functions)
            Add(function).Complete();
    }

    /// <summary>
    /// Makes a function known to DuckDB and answers the DDL that gives it its name. A function of the same model with
    /// the same number of parameters is replaced; one of another model is an error.
    /// </summary>
    /// <param name="session">
    /// The session that runs the DDL, if it is inside of a transaction: what is registered elsewhere is invisible to a
    /// transaction that began before. A rollback then takes the function back too.
    /// </param>
    public FunctionChange Add(PredictionFunction function, DuckDbConnection? session = null)
    {
        SignatureCheck.Run(function);
        lock (_gate)
        {
            var name = FunctionName.Of(function);
            var before = Find(name);
            var replaced = before.WithArity(function.Parameters.Count);
            if (replaced != null && replaced.ModelName != function.ModelName)
                throw Exists(function, replaced);
            if (!TryRegister(function, session ?? _connection))
                throw Refused(function);
            return Change(name, before, before.With(function), added: function, removed: replaced);
        }
    }

    /// <summary>Refuses a function whose schema is not there, or whose name belongs to another model or to a macro of somebody's own.</summary>
    public void CheckName(PredictionFunction function)
    {
        var name = FunctionName.Of(function);
        lock (_gate)
        {
            if (Find(name).WithArity(function.Parameters.Count) is { } other && other.ModelName != function.ModelName)
                throw Exists(function, other);
            if (!Any("SELECT 1 FROM duckdb_schemas() WHERE database_name = current_database() AND lower(schema_name) = lower($1)", name.Schema ?? FunctionName.DefaultSchema))
            {
                throw new DuckDbException(ErrorConditions.DatabaseError, DuckDbErrorType.Catalog,
                    $"There is no schema {name.Schema} for function {name.Name}.", $"CREATE SCHEMA {SqlText.Identifier(name.Schema!)}; makes it.");
            }

            if (Any($"""
                SELECT 1 FROM duckdb_functions()
                WHERE database_name = current_database() AND lower(schema_name) = lower($1) AND lower(function_name) = lower($2)
                    AND NOT internal AND macro_definition NOT LIKE '%{InternalPrefix}%'
                """, name.Schema ?? FunctionName.DefaultSchema, name.Name))
            {
                throw new DuckDbException(ErrorConditions.FunctionExists, DuckDbErrorType.Catalog,
                    $"There is a macro {name} already, which is not the function of a model.", "Choose another FUNCTION name, or drop the macro first.");
            }
        }
    }

    /// <summary>The name by which macros call a function.</summary>
    public static string InternalNameOf(PredictionFunction function) => MacroSql.InternalName(function);

    /// <summary>The functions that a name has now.</summary>
    public IReadOnlyList<PredictionFunction> Find(string? schema, string name)
    {
        lock (_gate)
            return Find(new FunctionName(schema, name)).Functions;
    }

    /// <summary>Makes a function known that its session names for itself alone; undoing the change takes it back.</summary>
    /// <param name="session">It may be inside of a transaction, which does not see what is registered elsewhere.</param>
    public FunctionChange AddTemporary(PredictionFunction function, DuckDbConnection session)
    {
        SignatureCheck.Run(function);
        lock (_gate)
        {
            if (!TryRegister(function, session))
                throw Refused(function);
        }

        return new(MacroSql.CreateTemporary(function), complete: () => { }, undo: () => Retire(function, session));
    }

    /// <summary>Answers the DDL that drops one function, leaving others of the same name.</summary>
    public FunctionChange Remove(PredictionFunction function)
    {
        lock (_gate)
        {
            var name = FunctionName.Of(function);
            var before = Find(name);
            var removed = before.WithArity(function.Parameters.Count);
            return Change(name, before, removed == null ? before : before.Without(removed), added: null, removed);
        }
    }

    /// <summary>The DDL that makes the macro of a name what it should be, for repairing a file that lacks it.</summary>
    public string CreateSql(string? schema, string name)
    {
        lock (_gate)
            return MacroSql.Create(new(schema, name), Find(new(schema, name)).Functions);
    }

    FunctionChange Change(
        FunctionName name, Overloads before, Overloads after, PredictionFunction? added, PredictionFunction? removed)
    {
        Set(name, after);
        var sql = after.Functions.Count == 0 ? MacroSql.Drop(name) : MacroSql.Create(name, after.Functions);
        var sameVersion = added?.Id == removed?.Id;
        return new(sql,
            complete: () =>
            {
                if (removed != null && !sameVersion)
                    Retire(removed, _connection);
            },
            undo: () =>
            {
                lock (_gate)
                    Set(name, before);
                if (added != null && !sameVersion)
                    Retire(added, _connection);
            });
    }

    bool Any(string query, params object?[] parameters)
    {
        using var rows = _connection.Prepare(query).Query(parameters);
        var any = false;
        while (rows.Read())
            any |= rows.RowCount > 0;
        return any;
    }

    static bool TryRegister(PredictionFunction function, DuckDbConnection connection) =>
        ScalarFunctions.TryRegister(connection, MacroSql.InternalName(function), function);

    /// <summary>
    /// Puts a function that only says what happened in the place of the old one, so that the old model can go. Where
    /// DuckDB refuses that, because a transaction still holds the entry, the model just stays in memory.
    /// </summary>
    void Retire(PredictionFunction function, DuckDbConnection connection)
    {
        lock (_gate)
            _ = TryRegister(function with { Scorer = new RetiredScorer(function) }, connection);
    }

    Overloads Find(FunctionName name) => _functions.GetValueOrDefault(name, Overloads.None);

    void Set(FunctionName name, Overloads overloads)
    {
        if (overloads.Functions.Count == 0)
            _functions.Remove(name);
        else
            _functions[name] = overloads;
    }

    static DuckDbException Refused(PredictionFunction function) => new(ErrorConditions.DatabaseError, DuckDbErrorType.Catalog,
        $"DuckDB refuses to register function {function.Name} of model {function.ModelName}.",
        "End the transaction that the session is in, then run the statement again.");

    static SqlInferenceException Exists(PredictionFunction function, PredictionFunction existing)
    {
        var types = string.Join(", ", existing.Parameters.Select(parameter => parameter.Type));
        return new(ErrorConditions.FunctionExists,
            $"Function {function.Name} with {function.Parameters.Count} {(function.Parameters.Count == 1 ? "parameter" : "parameters")} exists already: {existing.Name}({types}) of model {existing.ModelName}.",
            "This engine tells functions of one name apart by the number of their parameters, not by their types: choose another FUNCTION name.");
    }

    public void Dispose() => _connection.Dispose();
}
