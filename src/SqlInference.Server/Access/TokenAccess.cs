using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Server.Access;

/// <summary>Requests carry a token: <c>Authorization: Bearer sqi_…</c>.</summary>
sealed class TokenAccess(AccessTokens tokens) : IAuthenticator
{
    const string Scheme = "Bearer ";

    readonly ConditionalWeakTable<TokenRecord, Caller> _callers = [];

    public Caller Authenticate(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header is not [{ } authorization] || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new SqlInferenceException(ErrorConditions.Unauthenticated, "This service answers requests with a token only.",
                "Send the header Authorization: Bearer, followed by a token that an administrator made with 'sqlinference token create'.");
        }

        var token = tokens.Require(authorization.AsSpan(Scheme.Length).Trim());
        var caller = _callers.GetValue(token, static record => Callers.Of(record.Owner));
        return token.Owner.Role == AccessRole.Adapter ? StatedUser.Require(http, caller, token.Owner.Name) : StatedUser.Refuse(http, caller);
    }
}
