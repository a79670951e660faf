using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>Certificate authorities of our own beside the system's. Names and dates of certificates count as always.</summary>
sealed class TrustedAuthorities : IDisposable
{
    readonly X509Certificate2Collection _roots = [];

    public TrustedAuthorities(string file)
    {
        try
        {
            _roots.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"The file of certificate authorities '{file}' cannot be read: {exception.Message}",
                "Name a file in PEM format.", exception);
        }

        if (_roots.Count == 0)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"The file of certificate authorities '{file}' holds no certificate.",
                "Name a file in PEM format.");
        }
    }

    public bool Accepts(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "TLS server"));
        foreach (var element in presented?.ChainElements.AsEnumerable() ?? [])
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }

    public void Dispose()
    {
        foreach (var root in _roots)
            root.Dispose();
    }
}
