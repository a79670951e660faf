using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Server.Access;
using SqlInference.Server.Metrics;

namespace SqlInference.Server.Requests;

/// <summary>Answers a request of somebody known.</summary>
delegate ValueTask RequestHandler(HttpContext http, Caller caller);

/// <summary>
/// The paths of one protocol. Around every handler stands the same: who asks is found out first, and whatever goes
/// wrong is told as the protocol tells errors.
/// </summary>
sealed class ProtocolRoutes(IEndpointRouteBuilder routes, IAuthenticator authenticator, IErrorWriter errors, RequestCounts counts, ILogger logger)
{
    public void Get(string pattern, RequestHandler handler) => routes.MapGet(pattern, Authenticated(handler));

    public void Post(string pattern, RequestHandler handler) => routes.MapPost(pattern, Authenticated(handler));

    public void Put(string pattern, RequestHandler handler) => routes.MapPut(pattern, Authenticated(handler));

    public void Delete(string pattern, RequestHandler handler) => routes.MapDelete(pattern, Authenticated(handler));

    /// <summary>A path that is open to all: health checks ask before anybody is known.</summary>
    public void GetOpen(string pattern, Func<HttpContext, ValueTask> handler) => routes.MapGet(pattern, http => RunAsync(http, handler));

    /// <summary>A path whose handler finds out itself who asks.</summary>
    public void PostOpen(string pattern, Func<HttpContext, ValueTask> handler) => routes.MapPost(pattern, http => RunAsync(http, handler));

    /// <summary>Every path that is nobody's.</summary>
    public void Others(Func<HttpContext, ValueTask> handler) => routes.MapFallback(http => RunAsync(http, handler));

    RequestDelegate Authenticated(RequestHandler handler) => http => RunAsync(http, open => handler(open, authenticator.Authenticate(open)));

    async Task RunAsync(HttpContext http, Func<HttpContext, ValueTask> handler)
    {
        RequestId.Establish(http);
        var started = Stopwatch.GetTimestamp();
        counts.Begin(http.Request.ContentLength);
        var span = RequestSpan.Begin(http, counts.Protocol);
        var answered = false;
        try
        {
            answered = await AnswerAsync(http, handler).ConfigureAwait(false);
        }
        finally
        {
            RequestSpan.End(span, http, answered);
            counts.End(answered ? http.Response.StatusCode : 0, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <returns>Whether the client got an answer that is whole.</returns>
    async ValueTask<bool> AnswerAsync(HttpContext http, Func<HttpContext, ValueTask> handler)
    {
        try
        {
            await handler(http).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            return false;
        }
        catch (Exception exception)
        {
            return await TellAsync(http, ErrorOf(exception, http)).ConfigureAwait(false);
        }
    }

    async ValueTask<bool> TellAsync(HttpContext http, SqlInferenceException error)
    {
        // What was begun cannot be taken back; a cut connection is the only way left to say that the body is not whole.
        if (http.Response.HasStarted)
        {
            http.Abort();
            return false;
        }

        http.Response.Clear();
        http.Response.Headers[RequestId.Header] = RequestId.Of(http);
        if (error.Condition == ErrorConditions.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (error is QueueFullException full)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture);
        await errors.WriteAsync(http, error).ConfigureAwait(false);
        return true;
    }

    SqlInferenceException ErrorOf(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case SqlInferenceException error:
                return error;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new(ErrorConditions.RequestTooLarge, "The request's body is larger than the service takes.",
                    "Send fewer rows at once, or raise the setting max_request_bytes.");
            case BadHttpRequestException bad:
                return new(ErrorConditions.RequestMalformed, bad.Message);
            default:
                Log.RequestFailed(logger, RequestId.Of(http), exception);
                return new(ErrorConditions.InternalError, "The service failed to answer this request.",
                    $"Its log says more about request {RequestId.Of(http)}.");
        }
    }
}
