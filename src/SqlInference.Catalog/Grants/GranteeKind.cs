namespace SqlInference.Catalog;

/// <summary>What a grantee is.</summary>
public enum GranteeKind
{
    User,
    Role,
    Group,
    Public,
}
