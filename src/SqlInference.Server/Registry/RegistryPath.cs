using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;

namespace SqlInference.Server.Registry;

/// <summary>The names in the paths of the registry: <c>/v1/databases/{database}/models/{schema}.{name}</c>.</summary>
static class RegistryPath
{
    const int LongestName = 128;
    const int DatabaseSegment = 2;

    /// <summary>The database that a path names, if the caller reaches it.</summary>
    public static string Database(HttpContext http, Caller caller)
    {
        var database = Uri.UnescapeDataString(RawPath.Segment(http, DatabaseSegment));
        if (caller.Reaches(database) && database.Length <= LongestName && !database.Any(char.IsControl))
            return database;
        throw new SqlInferenceException(ErrorConditions.UnknownPath, $"There is no database '{database}', or it is not for you to see.", "GET /v1/databases lists those that are.");
    }
}
