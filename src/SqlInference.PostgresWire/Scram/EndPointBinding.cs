using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SqlInference.PostgresWire.Scram;

/// <summary>The hash of a server's certificate by which clients bind the log-in to the connection (RFC 5929).</summary>
public static class EndPointBinding
{
    const string Md5Rsa = "1.2.840.113549.1.1.4", Sha1Rsa = "1.2.840.113549.1.1.5", Sha1Ecdsa = "1.2.840.10045.4.1";
    const string Sha384Rsa = "1.2.840.113549.1.1.12", Sha384Ecdsa = "1.2.840.10045.4.3.3";
    const string Sha512Rsa = "1.2.840.113549.1.1.13", Sha512Ecdsa = "1.2.840.10045.4.3.4";
    const string Sha256Rsa = "1.2.840.113549.1.1.11", Sha256Ecdsa = "1.2.840.10045.4.3.2";

    /// <summary>Null for signatures that have no hash of their own, such as Ed25519: such certificates cannot be bound to.</summary>
    public static byte[]? Of(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // Hashes that are broken are replaced by SHA-256.
        Md5Rsa or Sha1Rsa or Sha1Ecdsa or Sha256Rsa or Sha256Ecdsa => SHA256.HashData(certificate.RawData),
        Sha384Rsa or Sha384Ecdsa => SHA384.HashData(certificate.RawData),
        Sha512Rsa or Sha512Ecdsa => SHA512.HashData(certificate.RawData),
        _ => null,
    };
}
