using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SqlInference.TestKit;

/// <summary>An authority that signs certificates and that nobody trusts who was not told to.</summary>
public sealed class CertificateAuthority : IDisposable
{
    readonly string _folder;
    readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _certificate;

    /// <summary>Keeps its certificate, and all that it signs, as files in this folder.</summary>
    public CertificateAuthority(string folder, string name)
    {
        _folder = folder;
        File = Path.Combine(folder, name + ".pem");
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        _certificate = request.CreateSelfSigned(_now.AddDays(-10), _now.AddDays(10));
        System.IO.File.WriteAllText(File, _certificate.ExportCertificatePem());
    }

    /// <summary>The file with its certificate, for those who trust it.</summary>
    public string File { get; }

    /// <summary>A certificate for this name, and its key, in PEM.</summary>
    public (string Certificate, string Key) Sign(string name, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_certificate, _now.AddDays(-9), _now.AddDays(isExpired ? -1 : 9), RandomNumberGenerator.GetBytes(8));
        var file = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        System.IO.File.WriteAllText(file + ".pem", certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return (file + ".pem", file + ".key");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
