using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests;

public sealed class ListenerTests : IAsyncDisposable
{
    readonly ServerPlace _place = new();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task A_unix_socket_answers_and_has_the_rights_that_were_asked_for()
    {
        var path = _place.File("s.sock");
        await _place.StartAsync(new() { Listen = [ServerPlace.Loopback, new() { SocketPath = path }], SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });

        using var client = ClientOf(path);
        Assert.Equal("""{"live":true}""", await client.GetStringAsync("http://localhost/v2/health/live"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task A_socket_that_a_dead_process_left_is_taken_over()
    {
        var path = _place.File("s.sock");
        LeaveSocket(path);
        await _place.StartAsync(new() { Listen = [new() { SocketPath = path }] });

        using var client = ClientOf(path);
        Assert.Equal("""{"live":true}""", await client.GetStringAsync("http://localhost/v2/health/live"));
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_socket_stays_what_it_is()
    {
        var path = _place.File("s.sock");
        await File.WriteAllTextAsync(path, "");

        var error = await Assert.ThrowsAsync<SqlInferenceException>(() => _place.StartAsync(new() { Listen = [new() { SocketPath = path }] }));

        Assert.Equal(("SI608", $"The service cannot listen on unix:{path}: something that is no socket is there."), (error.Condition.Code, error.Message));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_socket_that_somebody_listens_on_stays_theirs()
    {
        var path = _place.File("s.sock");
        using var theirs = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        theirs.Bind(new UnixDomainSocketEndPoint(path));
        theirs.Listen();

        var error = await Assert.ThrowsAsync<SqlInferenceException>(() => _place.StartAsync(new() { Listen = [new() { SocketPath = path }] }));

        Assert.Equal(("SI608", $"The service cannot listen on unix:{path}: another process listens on it."), (error.Condition.Code, error.Message));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<SqlInferenceException>(
            () => _place.StartAsync(new() { Listen = [new() { Host = IPAddress.Loopback, Port = port }] }));

        Assert.Equal("SI608", error.Condition.Code);
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_uses_the_certificate_and_takes_up_a_renewed_one()
    {
        var time = new ManualTime();
        var (certificate, key) = (_place.File("cert.pem"), _place.File("key.pem"));
        WriteCertificate("CN=first", certificate, key);
        await _place.StartAsync(
            new() { Listen = [new() { Host = IPAddress.Loopback, Port = 0, IsTls = true }], Tls = (certificate, key) }, new() { Time = time });

        Assert.Equal("CN=first", await SubjectAsync());
        WriteCertificate("CN=second", certificate, key);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=second", await SubjectAsync());
        await File.WriteAllTextAsync(certificate, "damaged");
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=second", await SubjectAsync());
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_refused_at_the_start()
    {
        var (certificate, key) = (_place.File("cert.pem"), _place.File("key.pem"));
        await File.WriteAllTextAsync(certificate, "nonsense");
        await File.WriteAllTextAsync(key, "nonsense");

        var error = await Assert.ThrowsAsync<SqlInferenceException>(() => _place.StartAsync(
            new() { Listen = [new() { Host = IPAddress.Loopback, Port = 0, IsTls = true }], Tls = (certificate, key) }));

        Assert.Equal("SI607", error.Condition.Code);
        Assert.StartsWith($"tls_certificate: '{certificate}' and '{key}' are not a certificate and its key in PEM: ", error.Message, StringComparison.Ordinal);
    }

    static HttpClient ClientOf(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    async Task<string> SubjectAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _place.Address.Port);
        await using var tls = new SslStream(client.GetStream(), false, static (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Subject;
    }

    static void WriteCertificate(string subject, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A socket file that nobody listens on; .NET would remove it when it closes the socket.</summary>
    static void LeaveSocket(string path)
    {
        using var python = System.Diagnostics.Process.Start("python3", ["-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path]);
        python.WaitForExit();
    }
}
