using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SqlInference.Errors;

namespace SqlInference.Server.Hosting;

/// <summary>
/// The certificate of listeners. When its files change, as they do at every renewal, new connections get the new
/// one; should that be damaged, they keep the old one and the log says so.
/// </summary>
public sealed class TlsCertificate
{
    static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);

    readonly string _certificateFile;
    readonly string _keyFile;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly List<SslApplicationProtocol> _protocols;
    readonly Lock _gate = new();
    (DateTime, DateTime) _written;
    long _lookedAt;
    SslServerAuthenticationOptions _options;

    /// <param name="protocols">What is spoken under the encryption, the best first.</param>
    public TlsCertificate(string certificateFile, string keyFile, TimeProvider time, ILogger logger, params ReadOnlySpan<SslApplicationProtocol> protocols)
    {
        _protocols = [.. protocols];
        _certificateFile = certificateFile;
        _keyFile = keyFile;
        _time = time;
        _logger = logger;
        _written = Written();
        _lookedAt = time.GetTimestamp();
        try
        {
            _options = Load();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid,
                $"tls_certificate: '{certificateFile}' and '{keyFile}' are not a certificate and its key in PEM: {exception.Message}",
                "Both files have to be readable by the service's user and belong together.", exception);
        }
    }

    public SslServerAuthenticationOptions Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) >= LooksEvery)
                LookAgain();
            return _options;
        }
    }

    void LookAgain()
    {
        _lookedAt = _time.GetTimestamp();
        var written = Written();
        if (written == _written)
            return;
        _written = written;
        try
        {
            _options = Load();
            Log.CertificateRead(_logger, _certificateFile);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            Log.CertificateUnusable(_logger, _certificateFile, exception);
        }
    }

    (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(_certificateFile), File.GetLastWriteTimeUtc(_keyFile));

    SslServerAuthenticationOptions Load()
    {
        var certificate = X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile);
        var vouching = new X509Certificate2Collection();
        vouching.ImportFromPemFile(_certificateFile);
        return new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, vouching, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = _protocols,
        };
    }
}
