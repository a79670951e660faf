using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Errors;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Tests.Scoring;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

public sealed class CertificateTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using var certificate = Certificate("localhost");
        await using var server = await StartAsync(certificate, Csv("1\n"));
        using var model = Model(server, trusted: null);
        var failure = await model.FailureAsync(Rows.Of(Rows.Doubles(1)));
        Assert.StartsWith($"SI406: Endpoint 'scores' cannot be trusted: the TLS connection to localhost:{server.Url.Port} failed: ", failure, StringComparison.Ordinal);
        Assert.Contains("UntrustedRoot", failure, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task An_authority_of_our_own_can_be_trusted()
    {
        using var certificate = Certificate("localhost");
        await using var server = await StartAsync(certificate, Csv("1\n"));
        using var model = Model(server, trusted: certificate);
        Assert.Equal([1], await model.NumbersAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_whoever_signed_it()
    {
        using var certificate = Certificate("other.example.com");
        await using var server = await StartAsync(certificate, Csv("1\n"));
        using var model = Model(server, trusted: certificate);
        Assert.StartsWith($"SI406: Endpoint 'scores' cannot be trusted: the TLS connection to localhost:{server.Url.Port} failed: ", await model.FailureAsync(Rows.Of(Rows.Doubles(1))), StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public void A_file_without_certificates_is_refused_at_once()
    {
        File.WriteAllText(_file, "hello");
        var refusal = Assert.Throws<SqlInferenceException>(() => new RemoteConnections(new HostPolicy(), new() { CertificateAuthorityFile = _file }));
        Assert.Equal($"SI607: The file of certificate authorities '{_file}' holds no certificate.", $"{refusal.Condition.Code}: {refusal.Message}");
    }

    public void Dispose() => File.Delete(_file);

    RemoteModel Model(EndpointServer server, X509Certificate2? trusted)
    {
        if (trusted != null)
            File.WriteAllText(_file, trusted.ExportCertificatePem());
        var options = new RemoteConnectionOptions
        {
            CertificateAuthorityFile = trusted != null ? _file : null,
            Resolver = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };
        return new(RemoteModel.Endpoint(RemoteProtocol.Csv, new($"https://localhost:{server.Url.Port}/")), options, "localhost");
    }

    static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
