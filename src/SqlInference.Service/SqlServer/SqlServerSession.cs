using SqlInference.Engines.SqlServer;
using SqlInference.Language;
using SqlInference.Service.Sessions;

namespace SqlInference.Service.SqlServer;

/// <summary>
/// A session of a SQL Server: plain SQL goes to the server as it stands, batch by batch; statements of ours go to a service, and the session
/// does what the service asks of it. Used by one thread at a time.
/// </summary>
public sealed class SqlServerSession : IScriptSession
{
    readonly SqlServerConnection _connection;
    readonly IRegistry _registry;
    readonly Action<string> _notice;
    readonly SessionFunctions _functions;
    readonly SessionTrainings _trainings = new();

    SqlServerSession(SqlServerConnection connection, IRegistry registry, Action<string> notice)
    {
        _connection = connection;
        _registry = registry;
        _notice = notice;
        _functions = new(connection, notice);
    }

    public SqlDialect Dialect => SqlDialect.SqlServer;

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
        SELECT TABLE_SCHEMA AS [schema], TABLE_NAME AS name, LOWER(REPLACE(TABLE_TYPE, 'BASE ', '')) AS kind
        FROM INFORMATION_SCHEMA.TABLES
        WHERE TABLE_SCHEMA <> 'sqlinference'
        ORDER BY 1, 2
        """;

    /// <param name="registry">The service that makes and serves the models; the session disposes of it.</param>
    public static SqlServerSession Open(SqlServerAddress address, IRegistry registry, Action<string> notice) =>
        new(SqlServerConnection.Open(address, notice), registry, notice);

    public string ColumnsQuery(string table) =>
        $"""
        SELECT name AS column_name, system_type_name AS column_type, CASE is_nullable WHEN 1 THEN 'YES' ELSE 'NO' END AS [null]
        FROM sys.dm_exec_describe_first_result_set(N{StatementPrinter.Quote($"SELECT * FROM {table}")}, NULL, 0) ORDER BY column_ordinal
        """;

    public void Run(string script, ScriptStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        var sql = statement.In(script).ToString();
        var ours = statement.IsModelStatement ? StatementParser.Parse(script, statement, Dialect) : null;
        _trainings.Before(sql, Dialect, ours, output, cancellation);
        if (ours is null)
            RunPlain(sql, isUsers: true, output, cancellation);
        else if (ours is RedshiftCopy copy)
            output.Show(new SqlServerCopy(copy, ScriptFolder).Run(_connection, cancellation));
        else
            RunOurs(ours, sql, output, cancellation);
    }

    /// <summary>The service trains on, whether or not somebody waits.</summary>
    public void Finish(IStatementOutput output, CancellationToken cancellation)
    {
        if (Wait != TrainingWait.Never)
            _trainings.Finish(output, cancellation);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _registry.Dispose();
    }

    void RunPlain(string sql, bool isUsers, IStatementOutput output, CancellationToken cancellation)
    {
        using var result = _connection.Query(sql, cancellation, isUsers);
        output.Show(result);
    }

    void RunOurs(ModelStatement statement, string sql, IStatementOutput output, CancellationToken cancellation)
    {
        // The next statements of a transaction see the model only when it is trained.
        var inBackground = Wait == TrainingWait.Never || !_functions.IsInTransaction(cancellation);
        using var run = RegistryRun.Begin(_registry, _connection.Database, new(sql, SearchPath(cancellation), inBackground), cancellation);
        try
        {
            if (run.Answer.State == AnswerDocument.AwaitingRows)
                Train(run, statement, output, cancellation);
            if (run.Answer.Run is not null)
            {
                _functions.Define(run.Answer.Functions, cancellation);
                run.Confirm(cancellation);
            }
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }

        foreach (var notice in run.Answer.Notices)
            _notice(notice);
        if (run.Answer.Query is { } query)
            _functions.DefineFor(run.Answer.Functions, () => RunPlain(query, isUsers: false, output, cancellation), cancellation);
        else
            output.Show(run.Answer.StatementResult);
        GoOnTraining(run.Answer, statement, output, cancellation);
    }

    /// <summary>Has the model trained as far as it has to be for its functions to be defined.</summary>
    void Train(RegistryRun run, ModelStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        using (var rows = new TrainingContent(_connection.Rows(run.Answer.Rows!.Query, cancellation)))
            run.Upload(rows, cancellation);
        try
        {
            while (!run.Answer.Confirmable)
            {
                output.Progress($"Training {((CreateModel)statement).Name}", run.Answer.Progress ?? 0);
                run.Wait(cancellation).ThrowIfFailed();
            }
        }
        finally
        {
            output.EndProgress();
        }
    }

    void GoOnTraining(AnswerDocument answer, ModelStatement statement, IStatementOutput output, CancellationToken cancellation)
    {
        if (answer is not { State: AnswerDocument.Training, Run: { } run } || statement is not CreateModel { Source: TrainSource { Function: { } function } } create)
            return;
        var path = $"/v1/databases/{Uri.EscapeDataString(_connection.Database)}/statements/{run}?wait=1";
        _trainings.Begin(new ServiceTraining(asking => AnswerDocument.Read(_registry.Send(HttpMethod.Get, path, null, asking)), create.Name, function.Name.Name.Text, _notice), output, cancellation);
    }

    /// <summary>The user's schema, and the one that everybody's names are found in.</summary>
    string[] SearchPath(CancellationToken cancellation) => _connection.Single("SELECT SCHEMA_NAME()", cancellation) is { } own && own != SqlServerFunctionPublisher.DefaultSchema
        ? [own, SqlServerFunctionPublisher.DefaultSchema]
        : [SqlServerFunctionPublisher.DefaultSchema];
}
