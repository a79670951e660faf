using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>The keys of clients that sign their requests as Amazon's do (SigV4).</summary>
public interface IAccessKeys
{
    /// <summary>Makes a key. Its secret is in the answer, and in the catalog encrypted under the master key.</summary>
    CreatedAccessKey Create(NewAccess request, MasterKey masterKey);

    AccessKeyRecord? Find(string id);

    /// <summary>All keys by name, the revoked ones after the live one; or only those that are not revoked.</summary>
    IReadOnlyList<AccessKeyRecord> List(bool revokedToo = true);

    /// <summary>Revokes the key of this name or id, for good, and returns it; or <see cref="ErrorConditions.UnknownToken"/>.</summary>
    AccessKeyRecord Revoke(string nameOrId, string actor);

    /// <inheritdoc cref="ITokens.Touch"/>
    void Touch(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> lastUsed);
}
