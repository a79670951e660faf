namespace SqlInference.Catalog.Store;

/// <summary>What tokens and keys have in common, as selected.</summary>
abstract class AccessRow
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string Role { get; set; } = "";

    public string? DatabaseName { get; set; }

    public string RoleNames { get; set; } = "";

    public string GroupNames { get; set; } = "";

    public string CreatedBy { get; set; } = "";

    public long CreatedAt { get; set; }

    public long? ExpiresAt { get; set; }

    public long? LastUsedAt { get; set; }

    public long? RevokedAt { get; set; }

    protected AccessOwner Owner => new(
        Name, StoredText.Enum<AccessRole>(Role), DatabaseName, StoredText.Names(RoleNames), StoredText.Names(GroupNames));
}
