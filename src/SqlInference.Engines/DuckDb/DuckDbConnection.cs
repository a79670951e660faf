using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// A session: settings, search path and transaction are its own. Used by one thread at a time and for one result at
/// a time; <see cref="Interrupt"/> and <see cref="Progress"/> may be used from anywhere.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    readonly DuckDbDatabase _database;
    readonly ConnectionHandle _handle;
    readonly ulong _id;
    readonly long _callerId = RequestContext.ForNewCaller(null, CancellationToken.None).CallerId;
    readonly Lock _gate = new();
    RunningQuery? _running;

    internal DuckDbConnection(DuckDbDatabase database, ConnectionHandle handle)
    {
        _database = database;
        _handle = handle;
        using (var context = ClientContext())
            _id = DuckDbNative.ClientContextGetConnectionId(context);

        CountProgress();
    }

    /// <summary>What the session may call; null for everything. Holds from the next statement on.</summary>
    public ISessionAccess? Access { get; set; }

    internal ConnectionHandle Handle => _handle;

    internal DuckDbDatabase Database => _database;

    /// <summary>Runs a script; the result is the last statement's and streams: rows are computed as they are read.</summary>
    public DuckDbResult Query(string sql, CancellationToken cancellation = default)
    {
        var query = Begin(cancellation);
        try
        {
            using var statements = Extract(sql, query, out var count);
            for (var i = 0UL; i + 1 < count; i++)
            {
                using var statement = PrepareExtracted(statements, i, query);
                RunToEnd(statement, query);
            }

            using var last = PrepareExtracted(statements, count - 1, query);
            return new(this, query, DuckDbNative.PreparedStatementType(last), Run(last, query));
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Runs a script to its end and answers how many rows its last statement changed, or -1 where it counts none.</summary>
    public long Execute(string sql, CancellationToken cancellation = default)
    {
        using var result = Query(sql, cancellation);
        while (result.Read())
        {
        }

        return result.RowsChanged;
    }

    /// <summary>Parses one statement whose parameters <c>$1</c>, <c>$2</c>, … are given with each run.</summary>
    public DuckDbStatement Prepare(string sql) => new(this, sql);

    /// <summary>What one statement takes and gives, without running it.</summary>
    public StatementShape Describe(string sql, CancellationToken cancellation = default)
    {
        var query = Begin(cancellation);
        try
        {
            using var statements = Extract(sql, query, out var count);
            if (count != 1)
                throw new ArgumentException("Only a single statement can be described.");
            using var statement = PrepareExtracted(statements, 0, query);
            return StatementShape.Of(statement);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Cancels the query under way, if any: its caller gets an <see cref="OperationCanceledException"/>.</summary>
    public void Interrupt()
    {
        // Under the lock, so that the interrupt cannot reach the next query.
        lock (_gate)
            _running?.Cancel();
    }

    /// <summary>How far the query under way has come.</summary>
    public QueryProgress Progress
    {
        get
        {
            var progress = DuckDbNative.QueryProgress(_handle);
            return new(progress.Percentage < 0 ? null : progress.Percentage,
                (long)progress.RowsProcessed, (long)progress.RowsTotal);
        }
    }

    /// <summary>The value of a setting as text, without running a query.</summary>
    internal string? Setting(string name)
    {
        using var context = ClientContext();
        return Setting(context, name);
    }

    internal static string? Setting(ClientContextHandle context, string name)
    {
        using var value = DuckDbNative.ClientContextGetConfigOption(context, name, out _);
        return value.IsInvalid ? null : DuckDbNative.TakeText(DuckDbNative.GetVarchar(value));
    }

    internal RunningQuery Begin(CancellationToken cancellation)
    {
        if (_running != null)
            throw new InvalidOperationException("The connection is busy with another result: dispose that first.");
        cancellation.ThrowIfCancellationRequested();
        var query = new RunningQuery(_callerId, () => DuckDbNative.Interrupt(_handle), Access, cancellation);
        _database.Running.Start(_id, query);
        lock (_gate)
            _running = query;
        return query;
    }

    internal void End()
    {
        RunningQuery? query;
        lock (_gate)
        {
            query = _running;
            _running = null;
        }

        _database.Running.End(_id);
        query?.Dispose();
    }

    /// <summary>Ends a result whose rows were not all read; DuckDB would keep it open until the next statement.</summary>
    internal void Abandon()
    {
        _ = DuckDbNative.Query(_handle, "SELECT 1", out var result);
        DuckDbNative.DestroyResult(ref result);
    }

    internal StatementsHandle Extract(string sql, RunningQuery query, out ulong count)
    {
        count = DuckDbNative.ExtractStatements(_handle, sql, out var statements);
        if (count > 0)
            return statements;
        using (statements)
        {
            var error = statements.IsInvalid ? null : DuckDbNative.Text(DuckDbNative.ExtractStatementsError(statements));
            throw DatabaseErrors.ForQuery(query, DuckDbErrorType.Parser,
                string.IsNullOrEmpty(error) ? "The text holds no statement." : error);
        }
    }

    internal StatementHandle PrepareExtracted(StatementsHandle statements, ulong index, RunningQuery query)
    {
        query.ThrowIfCancelled();
        if (DuckDbNative.PrepareExtractedStatement(_handle, statements, index, out var statement) == DuckDbNative.Success)
            return query.Access?.Refuse(DuckDbNative.PreparedStatementType(statement)) is { } refusal ? throw Refused(statement, refusal) : statement;
        using (statement)
            throw DatabaseErrors.ForQuery(query, DuckDbErrorType.Invalid, DuckDbNative.Text(DuckDbNative.PrepareError(statement)));
    }

    static SqlInferenceException Refused(StatementHandle statement, SqlInferenceException refusal)
    {
        statement.Dispose();
        return refusal;
    }

    internal static NativeResult Run(StatementHandle statement, RunningQuery query)
    {
        var state = DuckDbNative.PendingPreparedStreaming(statement, out var pending);
        using (pending)
        {
            // Starting a query makes DuckDB forget interrupts that came earlier; from here on it hears them.
            query.ThrowIfCancelled();
            if (state != DuckDbNative.Success)
                throw DatabaseErrors.ForQuery(query, DuckDbErrorType.Invalid, DuckDbNative.Text(DuckDbNative.PendingError(pending)));
            if (DuckDbNative.ExecutePending(pending, out var result) == DuckDbNative.Success)
                return result;
            try
            {
                throw DatabaseErrors.ForQuery(query, DuckDbNative.ResultErrorType(ref result),
                    DuckDbNative.Text(DuckDbNative.ResultError(ref result)));
            }
            finally
            {
                DuckDbNative.DestroyResult(ref result);
            }
        }
    }

    /// <summary>Without these settings DuckDB does not count progress; nothing is printed.</summary>
    void CountProgress()
    {
        try
        {
            Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0");
        }
        catch (DuckDbException)
        {
            // The configuration is locked: progress stays unknown.
        }
    }

    static void RunToEnd(StatementHandle statement, RunningQuery query)
    {
        var result = Run(statement, query);
        try
        {
            for (var chunk = DuckDbNative.FetchChunk(result); chunk != 0; chunk = DuckDbNative.FetchChunk(result))
                DuckDbNative.DestroyDataChunk(ref chunk);
            ThrowIfFailed(ref result, query);
        }
        finally
        {
            DuckDbNative.DestroyResult(ref result);
        }
    }

    /// <summary>A query that fails while its rows are fetched just ends; only its error text tells.</summary>
    internal static void ThrowIfFailed(ref NativeResult result, RunningQuery query)
    {
        var error = DuckDbNative.ResultError(ref result);
        if (error != 0)
            throw DatabaseErrors.ForQuery(query, DuckDbNative.ResultErrorType(ref result), DuckDbNative.Text(error));
    }

    ClientContextHandle ClientContext()
    {
        DuckDbNative.ConnectionGetClientContext(_handle, out var context);
        return context;
    }

    public void Dispose()
    {
        Interrupt();
        End();
        _handle.Dispose();
    }
}
