using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Connections that are encrypted.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-tls-").FullName;
    string _authority = "";
    SidecarPlace _place = null!;

    public async Task InitializeAsync()
    {
        using var authority = new CertificateAuthority(_folder, "authority");
        _authority = authority.File;
        var (certificate, key) = authority.Sign("localhost");
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), null, offline: true) };
        _place = await SidecarPlace.StartAsync(sidecar => sidecar with { Tls = () => options });
    }

    public async Task DisposeAsync()
    {
        await _place.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [PsqlFact]
    public void Psql_connects_as_strictly_as_it_is_told()
    {
        foreach (var mode in new[] { "sslmode=prefer", "sslmode=require channel_binding=require", $"sslmode=verify-full sslrootcert={_authority} channel_binding=require", "sslmode=require channel_binding=disable" })
        {
            var output = Psql(mode);
            Assert.Contains("SSL connection (protocol: TLSv1.3", output, StringComparison.Ordinal);
            Assert.EndsWith("\n500000500000\n", output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("SSL", Psql("sslmode=disable"), StringComparison.Ordinal);
        using var others = new CertificateAuthority(_folder, "others");
        Assert.Contains("certificate verify failed", Psql($"sslmode=verify-full sslrootcert={others.File}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Npgsql_verifies_the_certificate_and_refuses_that_of_another_authority()
    {
        await using (var connection = new NpgsqlConnection(Address($"SSL Mode=VerifyFull;Root Certificate={_authority};Channel Binding=Require")))
        {
            await connection.OpenAsync();
            Assert.Equal("500000500000", await connection.AskAsync("SELECT sum(i) FROM range(1000001) AS t(i)"));
        }

        using var others = new CertificateAuthority(_folder, "others");
        await using var refused = new NpgsqlConnection(Address($"SSL Mode=VerifyFull;Root Certificate={others.File}"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => refused.OpenAsync());
        await using var required = new NpgsqlConnection(Address("SSL Mode=Require"));
        await required.OpenAsync();
        Assert.Equal("1", await required.AskAsync("SELECT 1"));
    }

    string Address(string more) => new NpgsqlConnectionStringBuilder(_place.ConnectionString(more: more)) { Host = "localhost" }.ConnectionString;

    string Psql(string options) => SidecarPlace.Run(_place.Client("psql", "admin",
        ["-X", "-At", "-c", "\\conninfo", "-c", "SELECT sum(i) FROM range(1000001) AS t(i)", $"host=localhost hostaddr=127.0.0.1 port={_place.Port} dbname=local {options}"]));
}
