using Microsoft.AspNetCore.Http;
using SqlInference.Errors;

namespace SqlInference.Server.Requests;

/// <summary>Requests that no protocol claims.</summary>
static class Unknown
{
    public static ValueTask PathAsync(HttpContext http) => throw new SqlInferenceException(ErrorConditions.UnknownPath,
        $"There is nothing at {http.Request.Path}.", "The paths are listed in docs/protocols.md.");
}
