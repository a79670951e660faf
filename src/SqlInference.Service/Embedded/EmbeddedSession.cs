using SqlInference.Catalog;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>
/// The caller's session on the embedded engine: plain SQL goes to DuckDB as it stands, statements of ours through the
/// executor, whose requests to the session are carried out here. Used by one thread at a time.
/// </summary>
public sealed class EmbeddedSession : IDisposable
{
    readonly DuckDbConnection _connection;
    readonly StatementExecutor _executor;
    readonly string _user;
    readonly Action<string> _notice;
    bool _inTransaction;

    internal EmbeddedSession(DuckDbConnection connection, StatementExecutor executor, string user, Action<string> notice, string? scriptFolder)
    {
        _connection = connection;
        _executor = executor;
        _user = user;
        _notice = notice;
        ScriptFolder = scriptFolder;
        _connection.Execute("SET search_path = 'public,main'");
    }

    /// <summary>How far the query under way has come; may be asked from any thread.</summary>
    public QueryProgress Progress => _connection.Progress;

    /// <summary>Where relative paths in model statements count from if they lead nowhere from the current folder; null for nowhere else.</summary>
    public string? ScriptFolder { get; set; }

    /// <summary>Runs one statement of a script.</summary>
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
        using var result = _connection.Query(sql, cancellation);
        output.Show(result);
        if (result.StatementKind == DuckDbStatementKind.Transaction)
            _inTransaction = TransactionWords.Begins(sql);
    }

    void RunOurs(ModelStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        if (_inTransaction && ChangesModels(statement))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotAllowedHere,
                "Statements that change models or endpoints cannot be undone by ROLLBACK, so they are refused inside a transaction.",
                "COMMIT or ROLLBACK first.");
        }

        using var run = _executor.Begin(statement, Context());
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

    StatementContext Context() => new()
    {
        Database = EmbeddedEngine.DatabaseName,
        Actor = Principal.OfUser(_user),
        IsAdmin = true,
        SearchPath = SearchPath(),
        Engine = "embedded",
        Folding = IdentifierFolding.Lower,
        ScriptFolder = ScriptFolder,
        Notice = _notice,
    };

    List<string> SearchPath()
    {
        using var rows = _connection.Query("SELECT unnest(current_schemas(false))");
        var schemas = new List<string>();
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
                schemas.Add(rows.GetText(0, row)!);
        }

        return schemas.Count == 0 ? ["main"] : schemas;
    }

    void Train(TrainingRun training, IStatementOutput output, CancellationToken cancellation)
    {
        using (var rows = QueryForTraining(training.Query, cancellation))
        {
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

        training.Finish(new ProgressTo(output), cancellation);
    }

    DuckDbResult QueryForTraining(string query, CancellationToken cancellation)
    {
        try
        {
            return _connection.Query(query, cancellation);
        }
        catch (DuckDbException exception)
        {
            throw TrainingFailed(exception);
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
            throw TrainingFailed(exception);
        }
    }

    static SqlInferenceException TrainingFailed(DuckDbException exception) => new(
        ErrorConditions.TrainingQueryFailed, $"The training query failed: {exception.Message}",
        exception.Hint ?? "Run the query by itself until it works.", exception);

    /// <summary>Functions and catalog change together: the one is rolled back if the other fails.</summary>
    StatementResult Define(StatementRun run)
    {
        var definitions = run.Functions.Ddl;
        if (definitions.Count == 0)
            return run.Confirm();

        _connection.Execute("BEGIN TRANSACTION");
        StatementResult result;
        try
        {
            foreach (var definition in definitions)
                _connection.Execute(definition);
            result = run.Confirm();
            _connection.Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }

        run.Committed();
        return result;
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
        try
        {
            foreach (var definition in run.Functions.Ddl)
                _connection.Execute(definition, cancellation);
            using var result = _connection.Query(query, cancellation);
            output.Show(result);
        }
        finally
        {
            // After a cancellation too.
            foreach (var definition in run.Functions.Cleanup)
                _connection.Execute(definition, CancellationToken.None);
        }

        run.Confirm();
        run.Committed();
    }

    sealed class ProgressTo(IStatementOutput output) : IProgress<double>
    {
        public void Report(double value) => output.Progress("Training", value);
    }
}
