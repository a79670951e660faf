using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Gateway;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Gateway;

/// <summary>Passwords over TLS on one leg and on both, with a server that asks for them.</summary>
public sealed class PasswordTlsTests : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-tls-").FullName;
    readonly int _port = FreePort.Find();
    PostgresCluster? _cluster;
    string _authority = "";
    SslServerAuthenticationOptions _tls = null!;
    SslServerAuthenticationOptions _servers = null!;

    public async Task InitializeAsync()
    {
        using var authority = new CertificateAuthority(_folder, "authority");
        _authority = authority.File;
        _tls = TlsWith(authority.Sign("localhost"));
        var (certificate, key) = authority.Sign("localhost");
        _servers = TlsWith((certificate, key));
        if (PostgresInstallation.WhyNot is not null)
            return;
        _cluster = PostgresCluster.Start();
        await using (var server = await _cluster.OpenAsync("postgres"))
            await server.RunAsync("SET password_encryption = 'scram-sha-256'; CREATE ROLE guarded LOGIN PASSWORD 'secret'");
        _cluster.StopServer();
        var rules = Path.Combine(_cluster.DataFolder, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, "local all guarded scram-sha-256\nhostssl all guarded 127.0.0.1/32 scram-sha-256\nlocal all all trust\n");
        foreach (var (from, to) in new[] { (certificate, "server.crt"), (key, "server.key") })
        {
            File.Copy(from, Path.Combine(_cluster.DataFolder, to));
            File.SetUnixFileMode(Path.Combine(_cluster.DataFolder, to), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        PostgresInstallation.Own(_cluster.DataFolder);
        _cluster.StartServer($"-c ssl=on -c listen_addresses=127.0.0.1 -c port={_port}");
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [PostgresFact]
    public async Task With_TLS_to_the_gateway_alone_libpqs_defaults_work()
    {
        await using var gateway = GatewayServer.Start(Options with { Tls = () => _tls });
        Assert.Equal("guarded\n", Psql(gateway, "sslmode=require"));
        Assert.Equal("guarded\n", Psql(gateway, $"sslmode=verify-full sslrootcert={_authority}"));
        Assert.Contains("password authentication failed", Psql(gateway, "sslmode=require", "wrong"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task With_TLS_to_the_server_alone_libpqs_defaults_work()
    {
        await using var gateway = GatewayServer.Start(Options with { Upstream = Server, UpstreamTls = UpstreamTls });
        Assert.Equal("guarded\n", Psql(gateway, ""));
    }

    [PostgresFact]
    public async Task With_TLS_on_both_sides_a_password_is_bound_to_the_gateways_certificate_unless_the_client_is_told_not_to()
    {
        await using var gateway = GatewayServer.Start(Options with { Upstream = Server, UpstreamTls = UpstreamTls, Tls = () => _tls });
        Assert.Contains("FATAL", Psql(gateway, "sslmode=require"), StringComparison.Ordinal);
        Assert.Equal("guarded\n", Psql(gateway, "sslmode=require channel_binding=disable"));
        Assert.Equal("guarded\n", Psql(gateway, $"sslmode=verify-full sslrootcert={_authority} channel_binding=disable"));
        Assert.Contains("password authentication failed", Psql(gateway, "sslmode=require channel_binding=disable", "wrong"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task With_the_servers_own_certificate_on_both_sides_libpqs_defaults_work()
    {
        await using var gateway = GatewayServer.Start(Options with { Upstream = Server, UpstreamTls = UpstreamTls, Tls = () => _servers });
        Assert.Equal("guarded\n", Psql(gateway, "sslmode=require"));
        Assert.Equal("guarded\n", Psql(gateway, $"sslmode=verify-full sslrootcert={_authority} channel_binding=require"));
    }

    static SslServerAuthenticationOptions TlsWith((string Certificate, string Key) files) => new() { ServerCertificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key) };

    GatewayOptions Options => new()
    {
        Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
        Upstream = new UnixDomainSocketEndPoint(Path.Combine(_cluster!.SocketFolder, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{_port}"))),
        StopTimeout = TimeSpan.FromSeconds(2),
    };

    IPEndPoint Server => new(IPAddress.Loopback, _port);

    SslClientAuthenticationOptions UpstreamTls
    {
        get
        {
            var options = new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(_authority);
            return options;
        }
    }

    static string Psql(GatewayServer gateway, string options, string password = "secret") => GatewayPlace.Client("psql",
        ["--no-psqlrc", "-At", "--command", "SELECT current_user", $"host=localhost hostaddr=127.0.0.1 port={((IPEndPoint)gateway.Addresses[0]).Port} user=guarded dbname=postgres {options}"],
        ("PGPASSWORD", password));
}
