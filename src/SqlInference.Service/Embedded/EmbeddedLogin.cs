using SqlInference.Catalog;
using SqlInference.Engines;

namespace SqlInference.Service.Embedded;

/// <summary>Whose a session is.</summary>
public sealed record EmbeddedLogin(Principal Principal)
{
    /// <summary>May do everything with every model.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>May make models without having been granted that.</summary>
    public bool MayCreate { get; init; }

    /// <summary>Which functions it may call; null for all.</summary>
    public ISessionAccess? Access { get; init; }

    /// <summary>The operating system's user, who may do everything: the files are theirs.</summary>
    public static EmbeddedLogin OfThisUser() => new(Principal.OfUser(Environment.UserName)) { IsAdmin = true };
}
