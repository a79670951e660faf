using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Gateway;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Gateway;

/// <summary>TLS between the client and the gateway.</summary>
public sealed class TlsTests(PostgresFixture postgres) : GatewayPlace(postgres)
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-tls-").FullName;
    string? _authority;

    protected override GatewayOptions Options
    {
        get
        {
            using var authority = new CertificateAuthority(_folder, "authority");
            _authority = authority.File;
            var (certificate, key) = authority.Sign("localhost");
            var options = new SslServerAuthenticationOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key) };
            return base.Options with { Tls = () => options };
        }
    }

    [PostgresTheory]
    [InlineData("require")]
    [InlineData("verify-full")]
    [InlineData("prefer")]
    public void Psql_connects_by_it_and_without_it(string mode)
    {
        var output = Client("psql", ["--no-psqlrc", "-At", "--command", "\\conninfo", "--command", "SELECT 1", "--command", "SHOW MODEL ALL",
            $"host=localhost hostaddr=127.0.0.1 port={Port} user=postgres dbname={Database} sslmode={mode} sslrootcert={_authority}"]);
        Assert.Contains("SSL connection (protocol: TLSv1.3", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1\n", output, StringComparison.Ordinal);
        Assert.Equal("1\n", Psql("-At", "--command", "SELECT 1"));
        Directory.Delete(_folder, recursive: true);
    }
}
