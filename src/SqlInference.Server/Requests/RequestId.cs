using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.Requests;

/// <summary>
/// The name of a request in answers, logs and calls to other services: the client's own <c>X-Request-Id</c> or one that
/// is made up.
/// </summary>
static class RequestId
{
    public const string Header = "X-Request-Id";

    const int Longest = 128;

    // What cannot break a log line or a header.
    static readonly SearchValues<char> Allowed = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:/+=");

    public static string Of(HttpContext http) => http.TraceIdentifier;

    public static void Establish(HttpContext http)
    {
        Suggest(http, http.Request.Headers[Header] is [{ } id] ? id : "");
    }

    /// <summary>Takes another name over that the client gave its request, if it can be one.</summary>
    public static void Suggest(HttpContext http, string id)
    {
        if (id.Length is > 0 and <= Longest && !id.AsSpan().ContainsAnyExcept(Allowed))
            http.TraceIdentifier = id;
        http.Response.Headers[Header] = http.TraceIdentifier;
    }
}
