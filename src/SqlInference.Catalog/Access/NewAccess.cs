namespace SqlInference.Catalog;

/// <summary>What a token or key is made with.</summary>
public sealed record NewAccess
{
    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    /// <summary>Null for all databases; an adapter has one.</summary>
    public string? Database { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Null: valid until revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who makes it.</summary>
    public required string Actor { get; init; }

    internal AccessOwner Owner => new(Name, Role, Database, Roles, Groups);
}
