using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Server.Access;

/// <summary>
/// The database user on whose behalf an adapter asks, with the roles that the database says they have. Names are
/// percent-encoded, roles separated by commas.
/// </summary>
static class StatedUser
{
    public const string Header = "X-SqlInference-User";

    public const string RolesHeader = "X-SqlInference-Roles";

    /// <summary>The adapter as the user that it names.</summary>
    public static Caller Require(HttpContext http, Caller adapter, string token) =>
        Find(http) is { } user ? adapter with { Principal = user } : throw new SqlInferenceException(ErrorConditions.RequestMalformed,
            $"The token '{token}' is an adapter's, so each request has to name the database user whom it is for.", $"Send the header {Header}.");

    /// <summary>The caller, who is who the token says and nobody else.</summary>
    public static Caller Refuse(HttpContext http, Caller caller) =>
        http.Request.Headers.ContainsKey(Header) || http.Request.Headers.ContainsKey(RolesHeader)
            ? throw new SqlInferenceException(ErrorConditions.PermissionDenied,
                "Only the tokens of adapters may speak for other users.", $"Leave the header {Header} out, or use a token with the role adapter.")
            : caller;

    /// <summary>Null where the request names nobody.</summary>
    public static Principal? Find(HttpContext http)
    {
        if (http.Request.Headers[Header] is not [{ Length: > 0 } user])
            return null;
        var roles = http.Request.Headers[RolesHeader];
        return new(Uri.UnescapeDataString(user),
            roles.Count == 0 ? [] : [.. roles.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], []);
    }
}
