using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SqlInference.Server.Requests;

namespace SqlInference.Server.Metrics;

/// <summary>One span per request, where somebody listens; it continues the trace that the client is in.</summary>
static class RequestSpan
{
    public static readonly ActivitySource Source = new("SqlInference", ServerVersion.Text);

    public static Activity? Begin(HttpContext http, string protocol)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext.TryParse(http.Request.Headers.TraceParent, http.Request.Headers.TraceState, isRemote: true, out var client);
        // What the web server begins is sent nowhere, so nothing may hang below it.
        Activity.Current = null;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? protocol;
        return Source.StartActivity($"{http.Request.Method} {route}", ActivityKind.Server, client)
            ?.SetTag("http.request.method", http.Request.Method)
            .SetTag("http.route", route)
            .SetTag("sqlinference.protocol", protocol);
    }

    /// <param name="answered">Whether the client got an answer that is whole.</param>
    public static void End(Activity? span, HttpContext http, bool answered)
    {
        if (span is null)
            return;
        // Known at the end only: protocols have names of their own for a request.
        span.SetTag("sqlinference.request_id", RequestId.Of(http));
        if (answered)
            span.SetTag("http.response.status_code", http.Response.StatusCode);
        if (!answered || http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }
}
