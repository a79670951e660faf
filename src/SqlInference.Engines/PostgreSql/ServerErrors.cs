using System.Text;
using Npgsql;
using SqlInference.Errors;

namespace SqlInference.Engines.PostgreSql;

/// <summary>Turns what the server says into exceptions.</summary>
static class ServerErrors
{
    const string QueryCancelled = "57014";

    /// <param name="sql">What was sent, for the place of the error in it.</param>
    public static Exception Of(NpgsqlException exception, string sql, CancellationToken cancellation) => exception switch
    {
        _ when cancellation.IsCancellationRequested => new OperationCanceledException("The statement was cancelled.", exception, cancellation),
        PostgresException error => OfServer(error, sql),
        _ => new SqlInferenceException(ErrorConditions.ServiceUnreachable, $"The connection to the database is lost: {Reason(exception)}",
            "Connect again; what was not committed is undone.", exception),
    };

    public static SqlInferenceException OfConnecting(Exception exception, PostgreSqlAddress address) => exception is PostgresException error
        ? new PostgreSqlException(ConditionOf(error), error.SqlState, $"Database {address} lets nobody in: {error.MessageText} ({error.SqlState})", error.Hint, exception)
        : new SqlInferenceException(ErrorConditions.ServiceUnreachable, $"Database {address} cannot be reached: {Reason(exception)}",
            "See whether the server runs, and whether host, port and user are right.", exception);

    static PostgreSqlException OfServer(PostgresException error, string sql)
    {
        var condition = ConditionOf(error);
        var message = new StringBuilder(error.MessageText);
        // Ours are known by their own codes, which stand in front of the message.
        if (ErrorConditions.Find(error.SqlState) is null)
            message.Append(" (").Append(error.SqlState).Append(')');
        if (error.Detail is { } detail)
            message.Append('\n').Append(detail);
        if (error.Position > 0)
            message.Append(Pointer(sql, error.Position));
        return new(condition, error.SqlState, message.ToString(), error.Hint, error);
    }

    static ErrorCondition ConditionOf(PostgresException error) => ErrorConditions.Find(error.SqlState) ?? error.SqlState switch
    {
        "42501" => ErrorConditions.PermissionDenied,
        "53100" => ErrorConditions.DiskFull,
        QueryCancelled => ErrorConditions.DeadlineExceeded,
        ['2', '8', ..] => ErrorConditions.Unauthenticated,
        ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] => ErrorConditions.ServiceUnreachable,
        _ => ErrorConditions.DatabaseError,
    };

    /// <summary>The line of the place, and a caret under it.</summary>
    /// <param name="position">In characters of the statement, counted from 1.</param>
    static string Pointer(string sql, int position)
    {
        var index = 0;
        for (var passed = 1; passed < position && index < sql.Length; passed++)
            index += char.IsSurrogatePair(sql, index) ? 2 : 1;
        var start = index == 0 ? 0 : sql.LastIndexOf('\n', index - 1) + 1;
        var end = sql.IndexOf('\n', index);
        var line = sql[start..(end < 0 ? sql.Length : end)].TrimEnd('\r');
        var head = $"LINE {sql.AsSpan(0, start).Count('\n') + 1}: ";
        var before = sql.AsSpan(start, index - start).EnumerateRunes();
        var column = head.Length;
        foreach (var _ in before)
            column++;
        return $"\n{head}{line}\n{new string(' ', column)}^";
    }

    static string Reason(Exception exception)
    {
        var reason = (exception.InnerException ?? exception).Message.TrimEnd();
        return reason.EndsWith('.') ? reason : reason + '.';
    }
}
