using System.Globalization;
using System.Security.Cryptography;

namespace SqlInference.Catalog;

/// <summary>
/// What a server keeps to let somebody in by SCRAM-SHA-256 (RFC 5802, RFC 7677) without keeping the password. With it
/// alone nobody can log in.
/// </summary>
public sealed class ScramVerifier
{
    const string Mechanism = "SCRAM-SHA-256";
    const int SaltLength = 16, DefaultIterations = 4096;

    readonly byte[] _salt, _storedKey, _serverKey;

    ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey)
    {
        _salt = salt;
        Iterations = iterations;
        _storedKey = storedKey;
        _serverKey = serverKey;
    }

    public ReadOnlySpan<byte> Salt => _salt;

    public int Iterations { get; }

    /// <summary>H(ClientKey).</summary>
    public ReadOnlySpan<byte> StoredKey => _storedKey;

    public ReadOnlySpan<byte> ServerKey => _serverKey;

    /// <summary>The verifier of a password in ASCII, such as a token's text, which needs no preparation (SASLprep).</summary>
    public static ScramVerifier Derive(string password) => Derive(password, RandomNumberGenerator.GetBytes(SaltLength), DefaultIterations);

    public override string ToString() => Mechanism;

    internal static ScramVerifier Derive(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var verifier = new ScramVerifier(salt, iterations, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return verifier;
    }

    /// <summary>As PostgreSQL writes it: <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>.</summary>
    internal string ToStored() => string.Create(CultureInfo.InvariantCulture,
        $"{Mechanism}${Iterations}:{Convert.ToBase64String(_salt)}${Convert.ToBase64String(_storedKey)}:{Convert.ToBase64String(_serverKey)}");

    internal static ScramVerifier FromStored(string text)
    {
        var parts = text.Split('$', ':');
        return new(
            Convert.FromBase64String(parts[2]), int.Parse(parts[1], CultureInfo.InvariantCulture),
            Convert.FromBase64String(parts[3]), Convert.FromBase64String(parts[4]));
    }
}
