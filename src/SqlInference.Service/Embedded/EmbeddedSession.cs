using System.Globalization;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
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
    readonly EmbeddedLogin _login;
    readonly Action<string> _notice;
    readonly FunctionsInForce _functions;
    readonly BackgroundStatements _background;
    readonly SessionTrainings _trainings = new();

    internal EmbeddedSession(
        DuckDbConnection connection, StatementExecutor executor, FunctionsInForce functions, BackgroundStatements background, EmbeddedLogin login,
        Action<string> notice, string? scriptFolder)
    {
        _connection = connection;
        _executor = executor;
        _functions = functions;
        _background = background;
        _login = login;
        _notice = notice;
        ScriptFolder = scriptFolder;
        _connection.Execute("SET search_path = 'public,main'");
    }

    internal StatementExecutor Executor => _executor;

    /// <summary>For whoever runs the database's own statements without this session.</summary>
    public DuckDbConnection Connection => _connection;

    public SqlDialect Dialect => SqlDialect.Embedded;

    public double? Progress => _connection.Progress.Percentage / 100;

    public string? ScriptFolder { get; set; }

    public TrainingWait Wait
    {
        get => _trainings.Wait;
        set => _trainings.Wait = value;
    }

    /// <summary>The table that CREATE MODEL reads its rows from, in place of its query; null for the query.</summary>
    public string? TrainingRows { get; set; }

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
        var sql = statement.In(script).ToString();
        var ours = statement.IsModelStatement ? StatementParser.Parse(script, statement, SqlDialect.Embedded) : null;
        _trainings.Before(sql, SqlDialect.Embedded, ours, output, cancellation);
        if (ours is not null)
            RunOurs(ours, output, cancellation);
        else
            RunPlain(sql, output, cancellation);
    }

    /// <summary>The models are trained by this process, so whether or not the session waits otherwise, here it does.</summary>
    public void Finish(IStatementOutput output, CancellationToken cancellation)
    {
        if (_trainings.Any && Wait == TrainingWait.Never)
            _notice($"The embedded engine trains {string.Join(", ", _trainings.Models)} in this process, which therefore ends when that is done. Ctrl-C cancels it.");
        _trainings.Finish(output, cancellation);
    }

    public void Dispose() => _connection.Dispose();

    void RunPlain(string sql, IStatementOutput output, CancellationToken cancellation)
    {
        try
        {
            using var result = _connection.Query(ForecastSelect.Rewrite(sql), cancellation);
            output.Show(result);
        }
        catch (DuckDbException exception) when (Explain(exception) is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>Why a function is not there, if it is one of a model that cannot answer yet.</summary>
    public SqlInferenceException? Explain(DuckDbException exception) =>
        MissingFunction.NameIn(exception) is { } function ? _executor.ExplainMissing(function, Context([]), TransactionBegan()) : null;

    /// <summary>When what the session sees of the database was settled; null where that cannot be told.</summary>
    DateTimeOffset? TransactionBegan()
    {
        try
        {
            return DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(Single("SELECT epoch_us(now())"), CultureInfo.InvariantCulture));
        }
        catch (DuckDbException)
        {
            return null;
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

        if (statement is CreateModel { Source: TrainSource } create)
        {
            Train(create, output, cancellation);
            return;
        }

        using var run = _executor.Begin(statement, Context(SearchPath()));
        try
        {
            if (run.Query is { } query)
                RunQuery(run, query, output, cancellation);
            else
                output.Show(_functions.Define(run));
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }
    }

    /// <summary>Reads the rows here; the rest goes on without this session.</summary>
    void Train(CreateModel statement, IStatementOutput output, CancellationToken cancellation)
    {
        var begun = _background.Begin(statement, Context(SearchPath()), rows => Embedded.TrainingRows.Read(_connection, rows, TrainingRows, cancellation));
        if (begun.Training is { } training)
            _trainings.Begin(new EmbeddedTraining(training, begun.Function), output, cancellation);
        output.Show(begun.Result);
    }

    /// <summary>Begins a statement that declares functions for its query. Whoever disposes of it has read what they want of the rows.</summary>
    public DefinedQuery Open(UsingFunction statement, CancellationToken cancellation)
    {
        var run = _executor.Begin(statement, Context(SearchPath()));
        try
        {
            return new(_connection, run, run.Query!, cancellation, ownsRun: true);
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            run.Dispose();
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
        Actor = _login.Principal,
        IsAdmin = _login.IsAdmin,
        MayCreate = _login.MayCreate,
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

    void RunQuery(StatementRun run, string query, IStatementOutput output, CancellationToken cancellation)
    {
        using (var defined = new DefinedQuery(_connection, run, query, cancellation))
            output.Show(defined.Result);
        run.Confirm();
        run.Committed();
    }
}
