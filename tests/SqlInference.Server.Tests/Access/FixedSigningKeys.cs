using System.Diagnostics.CodeAnalysis;
using SqlInference.Catalog;
using SqlInference.Server.Access;

namespace SqlInference.Server.Tests.Access;

/// <summary>One key, whose owner may execute models that were granted to <see cref="Owner"/>.</summary>
sealed class FixedSigningKeys : ISigningKeys
{
    public const string Id = "SQIAEXAMPLEEXAMPLE22";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Owner = "pipeline";

    public bool TryFind(string accessKeyId, [NotNullWhen(true)] out string? secret, [NotNullWhen(true)] out Caller? caller)
    {
        var known = accessKeyId == Id;
        secret = known ? Secret : null;
        caller = known ? new(Principal.OfUser(Owner), IsAdmin: false, MayCreate: false, Database: "local") : null;
        return known;
    }
}
