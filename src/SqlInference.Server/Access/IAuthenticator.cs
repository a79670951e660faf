using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.Access;

/// <summary>Finds out who sent a request. Called for every request that is not open to all; thread-safe.</summary>
interface IAuthenticator
{
    /// <summary>The caller, or <see cref="Errors.ErrorConditions.Unauthenticated"/>.</summary>
    Caller Authenticate(HttpContext http);
}
