using System.Security.Cryptography;
using System.Text;

namespace SqlInference.PostgresWire.Scram;

/// <summary>What a server knows of a password: enough to check it, not enough to log in elsewhere.</summary>
public sealed record ScramSecret(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>
    /// For a user who is not there: the same salt each time, and keys that no password has. So the exchange looks and takes
    /// as long as that of a user who is there, and fails as a wrong password does.
    /// </summary>
    public static ScramSecret ForNobody(string user, ReadOnlySpan<byte> serverSecret, int saltLength = 16, int iterations = 4096)
    {
        var salt = HMACSHA256.HashData(serverSecret, Encoding.UTF8.GetBytes(user))[..saltLength];
        return new(salt, iterations, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
    }
}
