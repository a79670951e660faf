using Microsoft.Extensions.Logging;

namespace SqlInference.Server;

/// <summary>Every line that the server logs: one per change of state, none per row or request that went well.</summary>
static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(2, LogLevel.Information, "Stopping: no new requests, {Seconds} s for those under way")]
    public static partial void Stopping(ILogger logger, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "The certificate in {File} has changed and is in use")]
    public static partial void CertificateRead(ILogger logger, string file);

    [LoggerMessage(5, LogLevel.Error, "The certificate in {File} has changed but cannot be used; the former one stays in use")]
    public static partial void CertificateUnusable(ILogger logger, string file, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Tokens travel unencrypted on {Address}: let only trusted networks reach it, or use https")]
    public static partial void PlainTokens(ILogger logger, string address);

    [LoggerMessage(7, LogLevel.Warning, "Tokens are required and there is none: make one with 'sqlinference token create'")]
    public static partial void NoTokens(ILogger logger);

    [LoggerMessage(8, LogLevel.Information, "Model {Model} version {Version} is trained")]
    public static partial void Trained(ILogger logger, string model, int version);

    [LoggerMessage(9, LogLevel.Error, "Training of model {Model} version {Version} failed")]
    public static partial void TrainingFailed(ILogger logger, string model, int version, Exception reason);

    [LoggerMessage(11, LogLevel.Information, "Training of model {Model} version {Version} was given up: {Reason}")]
    public static partial void TrainingGivenUp(ILogger logger, string model, int version, string reason);

    [LoggerMessage(10, LogLevel.Error, "Request {RequestId} failed")]
    public static partial void RequestFailed(ILogger logger, string requestId, Exception exception);
}
