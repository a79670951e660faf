using System;
using System.Globalization;
using System.IO;
using System.Net;

namespace SqlInference.SqlClr.Service;

/// <summary>What is said where no answer came, or none that is one.</summary>
static class ServiceFailure
{
    const string WhichAddress = "Is the address that sqlinference.set_service was told the address of the service?";

    public static InferenceError Of(WebException exception, string what, Connection connection, long waitedMs)
    {
        switch (exception.Status)
        {
            case WebExceptionStatus.Timeout:
            case WebExceptionStatus.RequestCanceled:
                return Timeout(what, connection, waitedMs);
            case WebExceptionStatus.ConnectFailure:
            case WebExceptionStatus.NameResolutionFailure:
            case WebExceptionStatus.ProxyNameResolutionFailure:
                return new(ErrorCodes.ServiceUnreachable, $"{what}: there is no service at {Shown(connection)}: {Reason(exception)}",
                    "Start the service, or tell sqlinference.set_service its address as this server sees it.", exception);
            case WebExceptionStatus.TrustFailure:
                return new(ErrorCodes.ServiceUnreachable, $"{what}: the service at {Shown(connection)} is not to be trusted: {Reason(exception)}",
                    "Its certificate has to be for the name in the address, and from an authority that this machine trusts.", exception);
            case WebExceptionStatus.SecureChannelFailure:
                return new(ErrorCodes.ServiceUnreachable, $"{what}: no TLS with the service at {Shown(connection)}: {Reason(exception)}",
                    "If the service does not use TLS, its address begins with http://.", exception);
            case WebExceptionStatus.ServerProtocolViolation:
                return new(ErrorCodes.ResponseInvalid, $"{what}: what answers at {Shown(connection)} does not speak HTTP: {Reason(exception)}", WhichAddress, exception);
            default:
                return Closed(what, connection, exception);
        }
    }

    public static InferenceError Timeout(string what, Connection connection, long waitedMs) => new(ErrorCodes.DeadlineExceeded,
        $"{what}: the service at {Shown(connection)} did not answer within {waitedMs.ToString(CultureInfo.InvariantCulture)} ms.",
        "Run the query again later, or give it more time: EXEC sqlinference.set_service @timeout_ms = ….");

    public static InferenceError Closed(string what, Connection connection, Exception? cause) => new(ErrorCodes.ServiceUnreachable,
        $"{what}: the service at {Shown(connection)} closed the connection before it had answered.",
        "Run the query again. The service's log may say why.", cause);

    /// <summary>Whether the connection ended, as one that was kept may before anything is sent over it.</summary>
    public static bool IsClosed(InferenceError error) => error.Code == ErrorCodes.ServiceUnreachable && error.InnerException switch
    {
        IOException => true,
        WebException web => web.Status is not (WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
            or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure),
        _ => false,
    };

    public static InferenceError TooLarge(string what, Connection connection, int limit) => new(ErrorCodes.ResponseInvalid,
        $"{what}: the service at {Shown(connection)} answered with more than the {limit.ToString(CultureInfo.InvariantCulture)} bytes that an answer may have.", WhichAddress);

    public static InferenceError Invalid(string what, string why) => new(ErrorCodes.ResponseInvalid, $"{what}: the service's answer {why}.",
        "The service and this assembly should be of one version; a proxy between them may change answers.");

    public static InferenceError NotTheService(string what, Connection connection, int status) => new(CodeOf(status),
        $"{what}: {Shown(connection)} answered with status {status.ToString(CultureInfo.InvariantCulture)}, and not as the service does.",
        status == 401 ? "The service asks for a token: EXEC sqlinference.set_service @token = N'…'." : WhichAddress + " Is there a proxy before it?");

    public static string Shown(Connection connection) => connection.Address.GetLeftPart(UriPartial.Authority);

    static string Reason(WebException exception)
    {
        Exception innermost = exception;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        return innermost.Message.TrimEnd('.') + ".";
    }

    static string CodeOf(int status) => status switch
    {
        401 => ErrorCodes.Unauthenticated,
        413 => ErrorCodes.RequestTooLarge,
        429 => ErrorCodes.QueueFull,
        502 or 503 => ErrorCodes.ServiceUnreachable,
        504 => ErrorCodes.DeadlineExceeded,
        _ => ErrorCodes.ResponseInvalid,
    };
}
