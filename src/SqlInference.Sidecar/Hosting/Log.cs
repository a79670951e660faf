using Microsoft.Extensions.Logging;

namespace SqlInference.Sidecar.Hosting;

/// <summary>Every line that the sidecar logs: none per statement, unless that was configured.</summary>
static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Speaking PostgreSQL's protocol on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(102, LogLevel.Information, "The sidecar has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(103, LogLevel.Warning, "A connection could not be accepted")]
    public static partial void NotAccepted(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Information, "Login {User} from {Address}")]
    public static partial void LoggedIn(ILogger logger, string user, string address);

    [LoggerMessage(105, LogLevel.Warning, "Login {User} from {Address} was refused")]
    public static partial void Refused(ILogger logger, string user, string address);

    [LoggerMessage(106, LogLevel.Error, "A session of {Address} has failed")]
    public static partial void SessionFailed(ILogger logger, string address, Exception exception);

    [LoggerMessage(107, LogLevel.Information, "{User} from {Address}, {Milliseconds} ms, {Outcome}: {Statement}")]
    public static partial void StatementDone(ILogger logger, string user, string address, long milliseconds, string outcome, string statement);

    [LoggerMessage(108, LogLevel.Information, "{User} from {Address}, {Milliseconds} ms, {SqlState} {Error}: {Statement}")]
    public static partial void StatementFailed(ILogger logger, string user, string address, long milliseconds, string sqlState, string error, string statement);
}
