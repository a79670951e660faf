namespace SqlInference.Catalog;

/// <summary>Who holds a token or key: the user they act as, and what they may do.</summary>
/// <param name="Database">The one database that it is good for; null for all.</param>
/// <param name="Roles">The roles that grants reach the holder by.</param>
/// <param name="Groups">The groups that grants reach the holder by.</param>
public sealed record AccessOwner(string Name, AccessRole Role, string? Database, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups)
{
    /// <summary>The holder as grants know them.</summary>
    public Principal Principal { get; } = new(Name, Roles, Groups);
}
