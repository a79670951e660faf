using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>
/// The caller's session on the embedded engine: plain SQL goes to DuckDB as it stands, statements of ours through the
/// executor, whose requests to the session are carried out here. Used by one thread at a time.
/// </summary>
public sealed class EmbeddedSession : IScriptSession
{
    readonly DuckDbConnection _connection;
    readonly StatementExecutor _executor;
    readonly string _user;
    readonly Action<string> _notice;
    readonly Lock _definitions;
    readonly IStepObserver? _observer;

    /// <param name="definitions">Held while functions change, by one session of the database at a time.</param>
    internal EmbeddedSession(
        DuckDbConnection connection, StatementExecutor executor, Lock definitions, IStepObserver? observer, string user, Action<string> notice, string? scriptFolder)
    {
        _connection = connection;
        _executor = executor;
        _definitions = definitions;
        _observer = observer;
        _user = user;
        _notice = notice;
        ScriptFolder = scriptFolder;
        _connection.Execute("SET search_path = 'public,main'");
    }

    internal StatementExecutor Executor => _executor;

    public SqlDialect Dialect => SqlDialect.Embedded;

    public double? Progress => _connection.Progress.Percentage / 100;

    public string? ScriptFolder { get; set; }

    // Our views of the catalog are not what somebody looks for.
    public string TablesQuery =>
        $"""
        SELECT table_schema AS "schema", table_name AS name, replace(lower(table_type), 'base ', '') AS kind
        FROM information_schema.tables
        WHERE table_catalog IN (current_database(), 'temp') AND NOT contains(coalesce(table_comment, ''), '{EmbeddedEngine.CatalogViewMark}')
        ORDER BY ALL
        """;

    public string ColumnsQuery(string table) => $"DESCRIBE {table}";

    public void Run(string script, ScriptStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        for (var i = 0; i < statement.Repeat; i++)
        {
            if (statement.IsModelStatement)
                RunOurs(StatementParser.Parse(script, statement, SqlDialect.Embedded), output, cancellation);
            else
                RunPlain(statement.In(script).ToString(), output, cancellation);
        }
    }

    public void Dispose() => _connection.Dispose();

    void RunPlain(string sql, IStatementOutput output, CancellationToken cancellation)
    {
        try
        {
            using var result = _connection.Query(sql, cancellation);
            output.Show(result);
        }
        catch (DuckDbException exception) when (MissingFunction.NameIn(exception) is { } function)
        {
            if (_executor.ExplainMissing(function, Context([])) is { } reason)
                throw reason;
            throw;
        }
    }

    void RunOurs(ModelStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        if (ChangesModels(statement) && IsInTransaction())
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotAllowedHere,
                "Statements that change models or endpoints cannot be undone by ROLLBACK, so they are refused inside a transaction.",
                "COMMIT or ROLLBACK first.");
        }

        using var run = _executor.Begin(statement, Context(SearchPath()));
        try
        {
            if (run.Training is { } training)
                Train(training, output, cancellation);
            if (run.Query is { } query)
                RunQuery(run, query, output, cancellation);
            else
                output.Show(Define(run));
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }
    }

    static bool ChangesModels(ModelStatement statement) => statement is not (ShowModel or ShowEndpoint or UsingFunction or RedshiftCopy);

    /// <summary>Asks the database, which alone knows: outside of a transaction every query has one of its own.</summary>
    bool IsInTransaction()
    {
        try
        {
            return Single("SELECT txid_current()") == Single("SELECT txid_current()");
        }
        catch (DuckDbException exception) when (exception.Type == DuckDbErrorType.Transaction)
        {
            // It has failed, and waits for its ROLLBACK.
            return true;
        }
    }

    StatementContext Context(IReadOnlyList<string> searchPath) => new()
    {
        Database = EmbeddedEngine.DatabaseName,
        Actor = Principal.OfUser(_user),
        IsAdmin = true,
        SearchPath = searchPath,
        Engine = "embedded",
        Folding = IdentifierFolding.AsIs,
        IgnoresCase = true,
        ScriptFolder = ScriptFolder,
        Notice = _notice,
    };

    List<string> SearchPath()
    {
        var schemas = Column("SELECT unnest(current_schemas(false))");
        return schemas.Count == 0 ? ["main"] : schemas;
    }

    string Single(string query) => Column(query)[0];

    List<string> Column(string query)
    {
        using var rows = _connection.Query(query);
        var values = new List<string>();
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
                values.Add(rows.GetText(0, row)!);
        }

        return values;
    }

    void Train(TrainingRun training, IStatementOutput output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, training.Stopped);
        try
        {
            ReadRows(training, stop.Token);
            training.Finish(new ProgressTo(output), stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            training.ThrowIfStopped();
            throw;
        }
    }

    void ReadRows(TrainingRun training, CancellationToken cancellation)
    {
        using var rows = QueryForTraining(training.Query, cancellation);
        training.Describe(TrainingColumns.Of(rows));
        var batch = new ColumnBatch(rows.Columns.Count);
        while (ReadForTraining(rows))
        {
            batch.RowCount = rows.RowCount;
            for (var column = 0; column < batch.ColumnCount; column++)
                batch[column] = rows.View(column);
            training.Add(batch);
        }
    }

    DuckDbResult QueryForTraining(string query, CancellationToken cancellation)
    {
        try
        {
            return _connection.Query(query, cancellation);
        }
        catch (DuckDbException exception)
        {
            throw TrainingFailure.Of(exception);
        }
    }

    static bool ReadForTraining(DuckDbResult rows)
    {
        try
        {
            return rows.Read();
        }
        catch (DuckDbException exception)
        {
            throw TrainingFailure.Of(exception);
        }
    }

    /// <summary>Functions and catalog change together: the one is rolled back if the other fails.</summary>
    StatementResult Define(StatementRun run)
    {
        // What a name's overloads are is read from the catalog and written to the database: two at once would lose one.
        lock (_definitions)
        {
            var changes = run.Functions.Items;
            if (changes.Count == 0)
                return run.Confirm();

            var result = DefineInTransaction(run, changes);
            run.Committed();
            return result;
        }
    }

    StatementResult DefineInTransaction(StatementRun run, IReadOnlyList<IFunctionChange> changes)
    {
        _connection.Execute("BEGIN TRANSACTION");
        StatementResult result;
        try
        {
            foreach (var definition in changes.SelectMany(change => change.Ddl))
                _connection.Execute(definition);
            _observer?.Reached("session: defined");
            result = run.Confirm();
            _observer?.Reached("session: before commit");
        }
        catch
        {
            RollBack();
            throw;
        }

        Commit(result);
        _observer?.Reached("session: committed");
        return result;
    }

    // The catalog has the change already. When the folder is opened next, the functions follow it.
    void Commit(StatementResult result)
    {
        try
        {
            _connection.Execute("COMMIT");
        }
        catch (DuckDbException exception)
        {
            RollBack();
            throw new SqlInferenceException(exception.Condition,
                $"{result.Tag} is done, but the database could not keep its functions: {exception.Message}",
                "Mend what is wrong with the database file, then open the data folder again: the functions are brought in line then.", exception);
        }
    }

    void RollBack()
    {
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (SqlInferenceException)
        {
            // A transaction that failed to commit is over already; the error that led here is the one to be told.
        }
    }

    void RunQuery(StatementRun run, string query, IStatementOutput output, CancellationToken cancellation)
    {
        var defined = new Stack<IFunctionChange>();
        try
        {
            foreach (var change in run.Functions.Items)
            {
                Execute(change.Ddl, cancellation);
                defined.Push(change);
            }

            using var result = _connection.Query(query, cancellation);
            output.Show(result);
        }
        finally
        {
            foreach (var change in defined)
                CleanUp(change);
        }

        run.Confirm();
        run.Committed();
    }

    void CleanUp(IFunctionChange change)
    {
        try
        {
            // After a cancellation too.
            Execute(change.Cleanup, CancellationToken.None);
        }
        catch (DuckDbException)
        {
            // The user's transaction has failed, and takes what was defined in it along when it is rolled back.
        }
    }

    void Execute(IEnumerable<string> definitions, CancellationToken cancellation)
    {
        foreach (var definition in definitions)
            _connection.Execute(definition, cancellation);
    }

    sealed class ProgressTo(IStatementOutput output) : IProgress<double>
    {
        public void Report(double value) => output.Progress("Training", value);
    }
}
