using SqlInference.Catalog;

namespace SqlInference.Server.Access;

/// <summary>What the holder of a token or key may do.</summary>
static class Callers
{
    public static Caller Of(AccessOwner owner) =>
        new(owner.Principal, owner.Role == AccessRole.Admin, owner.Role is AccessRole.Admin or AccessRole.Create, owner.Database);
}
