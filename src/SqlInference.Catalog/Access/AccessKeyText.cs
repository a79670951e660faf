using System.Security.Cryptography;

namespace SqlInference.Catalog;

/// <summary>Access key ids and secrets, of the shape that Amazon's clients expect.</summary>
static class AccessKeyText
{
    const string Prefix = "SQIA", Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const int IdCharacters = 16, SecretBytes = 30;

    public static string NewId() => Prefix + RandomNumberGenerator.GetString(Base32, IdCharacters);

    /// <summary>30 random bytes, which are 40 characters of Base64.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
}
