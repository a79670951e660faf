using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;

namespace SqlInference.Server.Access;

/// <summary>Without tokens, whoever reaches the service acts as the user that it runs as. Only for loopback and unix sockets.</summary>
sealed class OpenAccess : IAuthenticator
{
    readonly Caller _everybody = new(Principal.OfUser(Environment.UserName), IsAdmin: true, MayCreate: true, Database: null);

    public Caller Authenticate(HttpContext http) => _everybody;
}
