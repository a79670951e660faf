namespace SqlInference.Catalog;

/// <summary>To whom something is granted.</summary>
public readonly record struct Grantee(GranteeKind Kind, string Name)
{
    /// <summary>Everybody.</summary>
    public static readonly Grantee Public = new(GranteeKind.Public, "");

    /// <summary>Whether what is granted to this grantee holds for the principal.</summary>
    public bool Covers(Principal principal) => Kind switch
    {
        GranteeKind.User => Name == principal.User,
        GranteeKind.Role => principal.Roles.Contains(Name),
        GranteeKind.Group => principal.Groups.Contains(Name),
        _ => true,
    };

    public override string ToString() => Kind == GranteeKind.Public ? "PUBLIC" : $"{Kind.ToString().ToLowerInvariant()} {Name}";
}
