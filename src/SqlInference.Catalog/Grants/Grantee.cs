namespace SqlInference.Catalog;

/// <summary>To whom something is granted.</summary>
public readonly record struct Grantee(GranteeKind Kind, string Name)
{
    /// <summary>Everybody.</summary>
    public static readonly Grantee Public = new(GranteeKind.Public, "");

    public override string ToString() => Kind == GranteeKind.Public ? "PUBLIC" : $"{Kind.ToString().ToLowerInvariant()} {Name}";
}
