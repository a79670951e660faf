namespace SqlInference.Catalog;

/// <summary>A right that somebody was given. There is one for each privilege, object and grantee.</summary>
public sealed record GrantRecord
{
    public required string Database { get; init; }

    /// <summary>Null for <see cref="Privilege.CreateModel"/>, which holds for the database.</summary>
    public string? ModelId { get; init; }

    public required Privilege Privilege { get; init; }

    public required Grantee Grantee { get; init; }

    public required bool WithGrantOption { get; init; }

    public required string Grantor { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }
}
