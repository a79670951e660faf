using System.Security.Cryptography;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// The key that the secrets of access keys are encrypted under (AES-256-GCM). It is in a file of its own, apart from
/// the catalog and its backups.
/// </summary>
public sealed class MasterKey
{
    internal const int Length = 32;

    const int NonceLength = 12, TagLength = 16, IdLength = 16;

    readonly byte[] _key;

    internal MasterKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "sqlinference master key id"u8))[..IdLength];
    }

    /// <summary>Tells one master key from another and nothing more.</summary>
    public string Id { get; }

    public override string ToString() => $"master key {Id}";

    /// <summary>Nonce, ciphertext and tag in Base64, bound to this key's id and to the access key.</summary>
    internal string Encrypt(string secret, string accessKeyId)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedSecret = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedSecret.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, plain, sealedSecret.AsSpan(NonceLength, plain.Length), sealedSecret.AsSpan(^TagLength..), AssociatedData(accessKeyId));
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String(sealedSecret);
    }

    internal string Decrypt(string encrypted, string masterKeyId, string accessKeyId)
    {
        if (masterKeyId != Id)
        {
            throw new SqlInferenceException(
                ErrorConditions.ConfigurationInvalid,
                $"The access key {accessKeyId} was made under master key {masterKeyId}; the one configured is {Id}.",
                "Configure the key file that it was made with, or revoke the access key and make a new one.");
        }

        try
        {
            var sealedSecret = Convert.FromBase64String(encrypted).AsSpan();
            var plain = new byte[sealedSecret.Length - NonceLength - TagLength];
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(sealedSecret[..NonceLength], sealedSecret[NonceLength..^TagLength], sealedSecret[^TagLength..], plain, AssociatedData(accessKeyId));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or OverflowException or ArgumentException)
        {
            throw new SqlInferenceException(
                ErrorConditions.CatalogUnusable,
                $"The secret of the access key {accessKeyId} was changed in the catalog and cannot be read.",
                "Revoke the access key and make a new one.", exception);
        }
    }

    byte[] AssociatedData(string accessKeyId) => Encoding.UTF8.GetBytes($"{Id}:{accessKeyId}");
}
