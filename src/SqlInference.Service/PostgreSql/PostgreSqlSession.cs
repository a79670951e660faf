using SqlInference.Engines.PostgreSql;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;

namespace SqlInference.Service.PostgreSql;

/// <summary>
/// A session of a PostgreSQL server whose database has the extension: plain SQL goes to the server as it stands,
/// statements of ours go to the extension, which asks the service. Used by one thread at a time.
/// </summary>
public sealed class PostgreSqlSession : IScriptSession
{
    const string AskForRun = "SELECT sqlinference.request('GET', sqlinference.database_path() || '/statements/' || $1 || '?wait=1')";

    readonly PostgreSqlConnection _connection;
    readonly Action<string> _notice;
    readonly TransactionBlock _transaction = new();
    readonly SessionTrainings _trainings = new();
    bool _unconfirmed;
    ServiceTraining? _begun;

    PostgreSqlSession(PostgreSqlConnection connection, Action<string> notice) => (_connection, _notice) = (connection, notice);

    public SqlDialect Dialect => SqlDialect.PostgreSql;

    public string? ScriptFolder { get; set; }

    /// <summary>The server does not say.</summary>
    public double? Progress => null;

    public TrainingWait Wait
    {
        get => _trainings.Wait;
        set => _trainings.Wait = value;
    }

    public string TablesQuery =>
        """
        SELECT table_schema AS "schema", table_name AS name, replace(lower(table_type), 'base ', '') AS kind
        FROM information_schema.tables
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'sqlinference')
        ORDER BY 1, 2
        """;

    public static PostgreSqlSession Open(PostgreSqlAddress address, Action<string> notice) => new(PostgreSqlConnection.Open(address, notice), notice);

    public string ColumnsQuery(string table) =>
        $"""
        SELECT attname AS column_name, format_type(atttypid, atttypmod) AS column_type, CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END AS "null"
        FROM pg_attribute WHERE attrelid = {StatementPrinter.Quote(table)}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """;

    public void Run(string script, ScriptStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        var sql = statement.In(script).ToString();
        var ours = statement.IsModelStatement ? StatementParser.Parse(script, statement, Dialect) : null;
        _trainings.Before(sql, Dialect, ours, output, cancellation);
        if (ours is null)
            RunPlain(sql, output, cancellation);
        else if (ours is RedshiftCopy copy)
            output.Show(new PostgreSqlCopy(copy, ScriptFolder).Run(_connection, cancellation));
        else
            RunOurs(ours, sql, output, cancellation);

        if (_transaction.IsOpen)
            return;
        if (_unconfirmed)
        {
            _connection.Execute("SELECT sqlinference.confirm()", cancellation);
            _unconfirmed = false;
        }

        if (_begun is { } training)
        {
            _begun = null;
            _trainings.Begin(training, output, cancellation);
        }
    }

    /// <summary>The service trains on, whether or not somebody waits.</summary>
    public void Finish(IStatementOutput output, CancellationToken cancellation)
    {
        if (Wait != TrainingWait.Never)
            _trainings.Finish(output, cancellation);
    }

    public void Dispose() => _connection.Dispose();

    void RunPlain(string sql, IStatementOutput output, CancellationToken cancellation)
    {
        _transaction.Ran(sql);
        using var result = _connection.Query(sql, cancellation);
        output.Show(result);
    }

    void RunOurs(ModelStatement statement, string sql, IStatementOutput output, CancellationToken cancellation)
    {
        // The next statements of a transaction see the model only when it is trained.
        if (_transaction.IsOpen && Wait != TrainingWait.Never && statement is CreateModel { Source: TrainSource })
            _connection.Execute("SET LOCAL sqlinference.wait_for_training = on", cancellation);
        var answer = AnswerDocument.Read(Execute(sql, cancellation));
        _unconfirmed |= answer.Run is not null;
        if (answer is { State: AnswerDocument.Training, Run: { } run } && !_transaction.IsOpen && statement is CreateModel { Source: TrainSource { Function: { } function } } create)
            _begun = new(asking => AnswerDocument.Read(_connection.Single(AskForRun, run, asking)!), create.Name, function.Name.Name.Text, _notice);
        if (answer.Query is { } query)
            RunPlain(query, output, cancellation);
        else
            output.Show(answer.StatementResult);
    }

    string Execute(string sql, CancellationToken cancellation)
    {
        try
        {
            return _connection.Single("SELECT sqlinference.execute($1)", sql, cancellation)!;
        }
        catch (PostgreSqlException exception) when (exception.SqlState is PostgreSqlException.UndefinedSchema or PostgreSqlException.UndefinedFunction
            && exception.Message.Contains("sqlinference", StringComparison.Ordinal))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"Database {_connection.Database} cannot run model statements: it does not have the extension sqlinference.",
                "Install it on the server with deploy-scripts/install-postgres.sh, and run CREATE EXTENSION sqlinference in the database.", exception);
        }
    }
}
