using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Server.Access;

namespace SqlInference.Server.Tests.Registry;

/// <summary>Takes the caller from a header, so that one test can be several people: <c>X-Caller: ann</c>; nobody stands for an administrator.</summary>
sealed class TestAccess : IAuthenticator
{
    public const string Header = "X-Caller";

    /// <summary>Reaches this one database only.</summary>
    public const string BoundHeader = "X-Database";

    public Caller Authenticate(HttpContext http)
    {
        var user = http.Request.Headers[Header];
        var bound = http.Request.Headers[BoundHeader];
        return new(Principal.OfUser(user.Count == 0 ? "root" : user.ToString()), IsAdmin: user.Count == 0, MayCreate: false, bound.Count == 0 ? null : bound.ToString());
    }
}
