using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SqlInference.Errors;
using SqlInference.Server.Access;

namespace SqlInference.Server.Registry;

/// <summary>The names in the paths of the registry: <c>/v1/databases/{database}/models/{schema}.{name}</c>.</summary>
static class RegistryPath
{
    const int LongestName = 128;

    /// <summary>The database that a path names, if the caller reaches it.</summary>
    public static string Database(HttpContext http, Caller caller)
    {
        var database = (string)http.Request.RouteValues["database"]!;
        if (caller.Reaches(database) && database.Length <= LongestName && !database.Any(char.IsControl))
            return database;
        throw new SqlInferenceException(ErrorConditions.UnknownPath, $"There is no database '{database}', or it is not for you to see.", "GET /v1/databases lists those that are.");
    }

    /// <summary>A segment of the path as the client wrote it: routing has decoded what separates the parts of a name from what is in them.</summary>
    public static string RawSegment(HttpContext http, int index)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return (query < 0 ? target : target[..query]).Split('/')[index + 1];
    }
}
