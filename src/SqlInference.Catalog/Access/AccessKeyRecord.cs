namespace SqlInference.Catalog;

/// <summary>An access key as the catalog knows it.</summary>
public sealed record AccessKeyRecord
{
    /// <summary>What clients call the access key id.</summary>
    public required string Id { get; init; }

    public required AccessOwner Owner { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The id of the key that the secret is encrypted under.</summary>
    internal string MasterKeyId { get; init; } = "";

    internal string EncryptedSecret { get; init; } = "";

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);

    /// <summary>The secret, which signatures are checked with. Another master key than the one it was made under is refused.</summary>
    public string Secret(MasterKey masterKey) => masterKey.Decrypt(EncryptedSecret, MasterKeyId, Id);

    public override string ToString() => $"access key '{Owner.Name}' ({Id})";
}
