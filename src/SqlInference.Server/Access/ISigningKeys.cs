using System.Diagnostics.CodeAnalysis;

namespace SqlInference.Server.Access;

/// <summary>The AWS access keys that requests may be signed with. Thread-safe.</summary>
interface ISigningKeys
{
    /// <param name="accessKeyId">As the request names it.</param>
    /// <param name="secret">The key that its owner signs with.</param>
    /// <param name="caller">On whose behalf such requests are.</param>
    bool TryFind(string accessKeyId, [NotNullWhen(true)] out string? secret, [NotNullWhen(true)] out Caller? caller);
}
