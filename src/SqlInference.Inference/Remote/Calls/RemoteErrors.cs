using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>Says what went wrong with an endpoint, in its name.</summary>
static class RemoteErrors
{
    const string AtFault = "The model or its endpoint is at fault; nothing was returned.";
    const string SeeItsLog = "Look at the endpoint's own log, and try again later.";

    public static SqlInferenceException Failed(string endpoint, string what, string hint = SeeItsLog, Exception? inner = null) =>
        new(ErrorConditions.EndpointFailed, $"Endpoint '{endpoint}' {what}", hint, inner);

    public static SqlInferenceException Invalid(string endpoint, string what, Exception? inner = null) =>
        new(ErrorConditions.ResponseInvalid, $"Endpoint '{endpoint}' {what}", AtFault, inner);

    /// <summary>An exchange that ended in an exception of the HTTP stack.</summary>
    public static AttemptException FromTransport(string endpoint, Uri url, Exception exception)
    {
        var host = Connections.HostPolicy.Shown(url);
        for (var inner = exception; inner != null; inner = inner.InnerException)
        {
            if (inner is SqlInferenceException refusal)
                return new(FailureKind.Refused, refusal);
            if (inner is AuthenticationException tls)
                return new(FailureKind.Refused, Untrusted(endpoint, host, tls));
        }

        var error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return error switch
        {
            HttpRequestError.NameResolutionError => NotConnected(endpoint, $"cannot be reached: the name {host} is not known."),
            HttpRequestError.ConnectionError => NotConnected(endpoint, NoConnection(host, exception)),
            HttpRequestError.SecureConnectionError => new(FailureKind.Refused, Untrusted(endpoint, host, exception)),
            HttpRequestError.ResponseEnded => Lost(endpoint),
            HttpRequestError.InvalidResponse => new(FailureKind.Broken, Invalid(endpoint, "answered something that is not HTTP.", exception)),
            _ when exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                NotConnected(endpoint, $"cannot be reached: the name {host} is not known."),
            _ when exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable } =>
                NotConnected(endpoint, NoConnection(host, exception)),
            _ => Lost(endpoint),
        };
    }

    public static SqlInferenceException Late(string endpoint, TimeSpan timeout) => Failed(endpoint,
        string.Create(CultureInfo.InvariantCulture, $"did not answer within {timeout.TotalMilliseconds:N0} ms."),
        "Raise TIMEOUT_MS, lower MAX_BATCH_ROWS, or look at why the endpoint is slow.");

    public static SqlInferenceException LeftAlone(string endpoint, TimeSpan? pause) => Failed(endpoint,
        $"keeps failing and is left alone; it is tried again in {Math.Max(1, Math.Ceiling((pause ?? TimeSpan.FromSeconds(1)).TotalSeconds)):0} s.");

    static AttemptException NotConnected(string endpoint, string what) =>
        new(FailureKind.NotConnected, Failed(endpoint, what, "Check that the endpoint is running and that its URL is right."));

    static string NoConnection(string host, Exception exception) => exception.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"cannot be reached: {host} refused the connection.",
        TimeoutException or OperationCanceledException => $"cannot be reached: {host} did not take the connection in time.",
        _ => $"cannot be reached: there is no connection to {host}.",
    };

    static AttemptException Lost(string endpoint) => new(FailureKind.Lost, Failed(endpoint, "broke off before its answer was complete."));

    static SqlInferenceException Untrusted(string endpoint, string host, Exception exception) => Failed(endpoint,
        $"cannot be trusted: the TLS connection to {host} failed: {Sanitised.Text(exception.Message, 160).TrimEnd('.')}.",
        "Check the name and dates of the endpoint's certificate; an authority of your own has to be named in the service's configuration.", exception);
}
