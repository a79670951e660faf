namespace SqlInference.Catalog;

/// <summary>Why a token is not accepted.</summary>
public enum TokenRefusal
{
    None,

    /// <summary>It is no token of this catalog: malformed, unknown, or with another secret.</summary>
    Unknown,

    Expired,

    Revoked,
}
