using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SqlInference.Catalog;

/// <summary>The text of a token: <c>sqi_</c>, 12 hexadecimal digits that name it, <c>_</c>, 32 random bytes in Base64url.</summary>
static class TokenText
{
    public const int SecretLength = 43, HashLength = SHA256.HashSizeInBytes;

    const string Prefix = "sqi_";
    const int IdBytes = 6, IdLength = 2 * IdBytes, SecretBytes = 32;

    public static (string Id, string Text) Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Finds the parts. Whether there is such a token, and whether the secret is its own, is another question.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> id, out ReadOnlySpan<char> secret)
    {
        id = secret = default;
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length + IdLength] != '_'
            || !Ascii.IsValid(text))
        {
            return false;
        }

        id = text.Slice(Prefix.Length, IdLength);
        secret = text[^SecretLength..];
        return true;
    }

    /// <summary>The hash that is kept. The secret is random throughout, so a slow hash would add nothing.</summary>
    public static void Hash(ReadOnlySpan<char> secret, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[SecretLength];
        Encoding.ASCII.GetBytes(secret, bytes);
        SHA256.HashData(bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
    }

    public static string HashOf(string text)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(text.AsSpan(^SecretLength..), hash);
        return Convert.ToHexStringLower(hash);
    }
}
