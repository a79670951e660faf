using System.Net;
using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Server.Access;

/// <summary>
/// Without tokens, whoever reaches the service acts as the user that it runs as, or as the database user whom they name.
/// Only for loopback and unix sockets, and not for web pages that a browser on this machine shows.
/// </summary>
sealed class OpenAccess : IAuthenticator
{
    readonly Caller _everybody = new(Principal.OfUser(Environment.UserName), IsAdmin: true, MayCreate: true, Database: null);

    public Caller Authenticate(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey("Origin") || !IsThisMachine(http.Request.Host.Host))
        {
            throw new SqlInferenceException(ErrorConditions.PermissionDenied,
                "Without tokens this service answers programs on this machine only: no web pages, and under no other name than localhost.",
                "Make a token, and set require_tokens to true.");
        }

        return StatedUser.Find(http) is { } user ? _everybody with { Principal = user } : _everybody;
    }

    // A page could have its own name resolve to this machine; its browser would still send that name.
    static bool IsThisMachine(string host) =>
        host.Length == 0 || host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
