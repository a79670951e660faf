using SqlInference.Catalog;
using SqlInference.Service;
using SqlInference.Service.Embedded;

namespace SqlInference.Sidecar.Access;

/// <summary>Who a session belongs to and what they may do.</summary>
/// <param name="IsReadOnly">May look at tables and call models, and change no table.</param>
sealed record SidecarLogin(string Name, EmbeddedLogin Embedded, bool IsReadOnly)
{
    public bool IsAdmin => Embedded.IsAdmin;

    /// <summary>The holder of a token: what its role allows in a request, it allows in a session.</summary>
    public static SidecarLogin Of(AccessOwner owner, InferenceService service)
    {
        var isAdmin = owner.Role == AccessRole.Admin;
        return new(
            owner.Name,
            new(owner.Principal) { IsAdmin = isAdmin, MayCreate = isAdmin || owner.Role == AccessRole.Create, Access = new LoginAccess(service, owner.Principal, isAdmin) },
            owner.Role == AccessRole.Execute);
    }

    /// <summary>Anybody on this machine, where that was configured.</summary>
    public static SidecarLogin Trusted(string user, InferenceService service)
    {
        var principal = Principal.OfUser(user);
        return new(user, new(principal) { IsAdmin = true, MayCreate = true, Access = new LoginAccess(service, principal, isAdmin: true) }, IsReadOnly: false);
    }
}
