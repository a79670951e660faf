using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using SqlInference.Errors;

namespace SqlInference.Engines.SqlServer;

/// <summary>Turns what the server says into exceptions.</summary>
static partial class SqlServerErrors
{
    // Errors of this class end the connection, as does whatever the driver itself has to say.
    const int Fatal = 20;
    const int RoutineFailed = 6522;

    /// <param name="sql">What was sent, for the place of the error in it; null where that is nothing that the user wrote.</param>
    public static Exception Of(SqlException exception, string? sql, CancellationToken cancellation) => exception switch
    {
        _ when cancellation.IsCancellationRequested => new OperationCanceledException("The statement was cancelled.", exception, cancellation),
        { Class: >= Fatal } or { Number: <= 0 } => new SqlInferenceException(ErrorConditions.ServiceUnreachable, $"The connection to the database is lost: {Sentence(exception.Message)}",
            "Connect again; what was not committed is undone.", exception),
        _ => OfServer(exception, sql),
    };

    public static SqlInferenceException OfConnecting(SqlException exception, SqlServerAddress address) => exception is { Class: < Fatal, Number: > 0 }
        ? new SqlServerException(ConditionOf(exception.Number), exception.Number,
            $"Database {address} lets nobody in: {exception.Message.TrimEnd('.')} ({Number(exception.Number)})", HintOf(exception.Number), exception)
        : Away(address, Reason(exception), exception);

    public static SqlInferenceException Away(SqlServerAddress address, string why, SqlException? inner = null) => new(
        ErrorConditions.ServiceUnreachable, $"Database {address} cannot be reached: {Sentence(why)}",
        inner is not null && IsAboutCertificate(inner)
            ? "Have this machine trust it; where nobody can come between, trustServerCertificate=true does without."
            : "See whether the server runs and takes connections by TCP, and whether host and port are right.", inner);

    static SqlServerException OfServer(SqlException exception, string? sql)
    {
        var number = exception.Number;
        if (Ours(number, exception.Message) is { } ours)
            return new(ours.Condition, number, ours.Message, ours.Hint, exception);
        var message = new StringBuilder();
        foreach (SqlError error in exception.Errors)
        {
            // What follows the first error says the same in other words, or why.
            if (error.Class > 10)
                message.Append(message.Length > 0 ? "\n" : "").Append(error.Message.TrimEnd('.')).Append(CultureInfo.InvariantCulture, $" ({error.Number})");
        }

        if (exception.Procedure is { Length: > 0 } procedure)
            message.Append(CultureInfo.InvariantCulture, $"\nin {procedure}, line {exception.LineNumber}");
        else if (sql is not null)
            message.Append(Pointer(sql, exception.LineNumber));
        return new(ConditionOf(number), number, message.ToString(), HintOf(number), exception);
    }

    /// <summary>An error that our procedures or functions raised: <c>SI101: There is no model …</c>, and a hint on the next line.</summary>
    static (ErrorCondition Condition, string Message, string? Hint)? Ours(int number, string text)
    {
        var match = OurMessage().Match(text);
        if (!match.Success || ErrorConditions.Find(match.Groups["code"].Value) is not { } condition || (number != condition.SqlServerNumber && number != RoutineFailed))
            return null;
        var lines = text[(match.Index + match.Length)..].Split('\n', StringSplitOptions.TrimEntries);
        // What the CLR adds to a message says where in its code that was.
        return (condition, lines[0], lines.Length > 1 && lines[1].Length > 0 && number != RoutineFailed ? lines[1] : null);
    }

    static ErrorCondition ConditionOf(int number) => number switch
    {
        229 or 230 or 262 or 297 or 300 or 916 or 15247 => ErrorConditions.PermissionDenied,
        4060 or 18452 or 18456 or 18470 or 18486 or 18487 or 18488 => ErrorConditions.Unauthenticated,
        1101 or 1105 or 9002 => ErrorConditions.DiskFull,
        1222 => ErrorConditions.DeadlineExceeded,
        _ => ErrorConditions.DatabaseError,
    };

    static string? HintOf(int number) => number switch
    {
        18456 => "Check user and password; a password is best left to the environment variable SQLCMDPASSWORD.",
        4060 => "Check the name of the database, and whether the login has a user in it.",
        _ => null,
    };

    /// <summary>The line of the place with a caret under its first word: the server does not tell the column.</summary>
    /// <param name="number">Counted from 1.</param>
    static string Pointer(string sql, int number)
    {
        var line = sql.Split('\n').ElementAtOrDefault(number - 1)?.TrimEnd();
        if (string.IsNullOrEmpty(line))
            return "";
        var head = string.Create(CultureInfo.InvariantCulture, $"LINE {number}: ");
        var indent = line.Length - line.TrimStart().Length;
        return $"\n{head}{line}\n{new string(' ', head.Length + indent)}^";
    }

    // The driver's own words are many.
    static string Reason(SqlException exception) => exception switch
    {
        _ when IsAboutCertificate(exception) => "its certificate is not one that this machine trusts",
        _ when exception.Message.Contains("handshake", StringComparison.Ordinal) => "what listens there does not answer as SQL Server does, or not in time",
        _ => exception.Message,
    };

    static bool IsAboutCertificate(SqlException exception) => exception.InnerException is System.Security.Authentication.AuthenticationException;

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Sentence(string text) => $"{text.TrimEnd().TrimEnd('.')}.";

    [GeneratedRegex(@"\b(?<code>SI\d{3}): ")]
    private static partial Regex OurMessage();
}
