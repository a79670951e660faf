using Microsoft.AspNetCore.Http;
using SqlInference.Errors;

namespace SqlInference.Server.Requests;

/// <summary>Requests that no protocol claims.</summary>
static class Unknown
{
    public static Task PathAsync(HttpContext http)
    {
        RequestId.Establish(http);
        return ProblemErrors.Instance.WriteAsync(http, new SqlInferenceException(ErrorConditions.UnknownPath,
            $"There is nothing at {http.Request.Path}.", "The paths are listed in docs/protocols.md."));
    }
}
