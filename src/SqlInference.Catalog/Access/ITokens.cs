using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>The tokens that people, programs and database adapters show.</summary>
public interface ITokens
{
    /// <summary>Makes a token. Its text is in the answer and nowhere else.</summary>
    CreatedToken Create(NewAccess request);

    TokenRecord? Find(string id);

    /// <summary>All tokens by name, the revoked ones after the live one; or only those that are not revoked.</summary>
    IReadOnlyList<TokenRecord> List(bool revokedToo = true);

    /// <summary>Revokes the token of this name or id, for good, and returns it; or <see cref="ErrorConditions.UnknownToken"/>.</summary>
    TokenRecord Revoke(string nameOrId, string actor);

    /// <summary>Records when tokens were last used. An earlier time than the recorded one changes nothing.</summary>
    void Touch(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> lastUsed);
}
