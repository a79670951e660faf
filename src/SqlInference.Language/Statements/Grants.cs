namespace SqlInference.Language;

public enum GranteeKind
{
    User,
    Role,
    Group,
    Public,
}

/// <summary>Who gains or loses a right.</summary>
/// <param name="Name">Null for PUBLIC only.</param>
/// <param name="WithGrantOption">As in Redshift it belongs to the one grantee that it stands after.</param>
public sealed record Grantee(GranteeKind Kind, Identifier? Name, bool WithGrantOption = false);

public enum ModelPrivilege
{
    Execute,
    All,
}

/// <summary><c>GRANT</c> or <c>REVOKE CREATE MODEL</c>.</summary>
public sealed record GrantCreateModel(EquatableList<Grantee> Grantees) : ModelStatement
{
    public bool IsRevoke { get; init; }

    /// <summary><c>REVOKE GRANT OPTION FOR</c>: the right itself stays.</summary>
    public bool GrantOptionOnly { get; init; }
}

/// <summary><c>GRANT</c> or <c>REVOKE</c> of a right on models.</summary>
public sealed record GrantOnModel(
    ModelPrivilege Privilege, EquatableList<QualifiedName> Models, EquatableList<Grantee> Grantees) : ModelStatement
{
    public bool IsRevoke { get; init; }

    /// <summary><c>REVOKE GRANT OPTION FOR</c>: the right itself stays.</summary>
    public bool GrantOptionOnly { get; init; }
}
