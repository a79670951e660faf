namespace SqlInference.Catalog;

/// <summary>A token as the catalog knows it, which is everything but its text.</summary>
public sealed record TokenRecord
{
    /// <summary>The part of the text that is no secret.</summary>
    public required string Id { get; init; }

    public required AccessOwner Owner { get; init; }

    /// <summary>For SCRAM-SHA-256; the password is the token's whole text.</summary>
    public required ScramVerifier Scram { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>SHA-256 of the text's secret part, in lower-case hexadecimal.</summary>
    internal string SecretHash { get; init; } = "";

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);

    public override string ToString() => $"token '{Owner.Name}' ({Id})";
}
