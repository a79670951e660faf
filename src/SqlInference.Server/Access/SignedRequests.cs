using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.Access;

/// <summary>
/// Finds out who sent a request that may be signed with an AWS access key. Without keys configured, signatures are not
/// looked at and other requests are the authenticator's: AWS clients sign always, whether or not anybody asks.
/// </summary>
sealed class SignedRequests(IAuthenticator authenticator, SigV4Verifier? verifier)
{
    /// <summary>The signature that has to be completed once the body is there; null where the caller is known without.</summary>
    public SigV4Authorization? Begin(HttpContext http, out Caller? caller)
    {
        if (verifier is null || !SigV4Authorization.IsOne(http.Request.Headers.Authorization))
        {
            caller = authenticator.Authenticate(http);
            return null;
        }

        caller = null;
        return verifier.Begin(http);
    }

    public Caller Complete(HttpContext http, SigV4Authorization signature, ReadOnlySpan<byte> body) => verifier!.Complete(http, signature, body);
}
