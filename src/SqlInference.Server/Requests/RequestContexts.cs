using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Server.Requests;

/// <summary>What the inference core has to know of a request besides its rows.</summary>
static class RequestContexts
{
    public const string TimeoutHeader = "X-Request-Timeout-Ms";

    /// <summary>Equal for the requests of one query, which several connections may carry.</summary>
    public const string QueryHeader = "X-SqlInference-Query";

    public static RequestContext Of(HttpContext http, TimeProvider time) =>
        new(CallerId(http), Deadline(http, time), http.RequestAborted);

    static long CallerId(HttpContext http)
    {
        var query = http.Request.Headers[QueryHeader];
        return (query.Count == 0 ? http.Connection.Id : query.ToString()).GetHashCode(StringComparison.Ordinal);
    }

    static DateTimeOffset? Deadline(HttpContext http, TimeProvider time)
    {
        var timeout = http.Request.Headers[TimeoutHeader];
        if (timeout.Count == 0)
            return null;
        if (!int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds == 0)
        {
            throw new SqlInferenceException(ErrorConditions.RequestMalformed,
                $"The header {TimeoutHeader} is '{timeout}'; it has to be a whole number of milliseconds from 1 to {int.MaxValue}.");
        }

        return time.GetUtcNow() + TimeSpan.FromMilliseconds(milliseconds);
    }
}
