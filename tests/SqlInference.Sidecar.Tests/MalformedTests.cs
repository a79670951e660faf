using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Clients that do not speak the protocol: they are answered or cut off, and others are served on.</summary>
public sealed class MalformedTests(OnePlace one) : IClassFixture<OnePlace>
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\0\0\0\x08\0\0\0\0")]
    [InlineData("\0\0\0\x0C\0\x03\0\0user")]
    [InlineData("\0\0\0\x09\0\x03\0\0\0")]
    [InlineData("\0\0\0\x13\0\x03\0\0user\0\xFF\xFE\xFD\0\0\0")]
    [InlineData("\x7F\xFF\xFF\xFF\0\x03\0\0")]
    [InlineData("\0\0\0\x13\0\x03\0\0user\0ann\0\0\0")]
    [InlineData("\0\0\0\x12\0\x03\0\0user\0ann\0\0" + "Q\0\0\0\x0DSELECT 1\0")]
    [InlineData("\0\0\0\x12\0\x03\0\0user\0ann\0\0" + "p\x7F\xFF\xFF\xFF")]
    [InlineData("\0\0\0\x08\x04\xD2\x16\x2F" + "\0\0\0\x08\x04\xD2\x16\x2F" + "nonsense")]
    public async Task The_connection_ends(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", one.Place.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        await DrainAsync(client.Client, stream);
        await using var other = await one.Place.ConnectAsync();
        Assert.Equal("1", await other.AskAsync("SELECT 1"));
    }

    /// <summary>By a process of its own, whose memory is nobody else's.</summary>
    [Fact]
    public async Task A_session_that_was_tampered_with_is_answered_or_ended_and_leaves_no_memory_behind()
    {
        const int Rounds = 300, MostKept = 24 * 1024 * 1024;
        var folder = Directory.CreateTempSubdirectory("sqlinference-tampered-").FullName;
        var port = FreePort.Find();
        using var server = HostProcess.Start("sqlinference", "serve", "--data", folder, "--listen", $"unix:{folder}/service.sock", "--sidecar", $"127.0.0.1:{port}", "--set", "sidecar_trust=true");
        var random = new Random(22);
        await UntilItAnswersAsync(port);
        await TamperAsync(port, random, Rounds);
        var before = Kept(server);
        await TamperAsync(port, random, 2 * Rounds);
        Assert.InRange(Kept(server) - before, long.MinValue, MostKept);
        await using (var other = Open(port))
        {
            await other.OpenAsync();
            Assert.Equal("1", await other.AskAsync("SELECT 1"));
        }

        server.Kill();
        Directory.Delete(folder, recursive: true);
    }

    static async Task TamperAsync(int port, Random random, int rounds)
    {
        var start = Encoding.Latin1.GetBytes("\0\0\0\x12\0\x03\0\0user\0ann\0\0");
        var session = Encoding.Latin1.GetBytes(
            "Q\0\0\0\x0DSELECT 1\0" +
            "P\0\0\0\x16s\0SELECT $1\0\0\x01\0\0\0\x17" +
            "B\0\0\0\x1Ap\0s\0\0\x01\0\x01\0\x01\0\0\0\x04\0\0\0\x2A\0\x01\0\x01" +
            "D\0\0\0\x07Pp\0" + "E\0\0\0\x0Ap\0\0\0\0\x05" + "C\0\0\0\x07Ss\0" + "S\0\0\0\x04");
        for (var round = 0; round < rounds; round++)
        {
            var bytes = session.ToArray();
            for (var change = random.Next(3); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            await using var stream = client.GetStream();
            await stream.WriteAsync((byte[])[.. start, .. bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length)]);
            await DrainAsync(client.Client, stream);
        }
    }

    static NpgsqlConnection Open(int port) => new($"Host=127.0.0.1;Port={port};Username=anybody;Database=local;Pooling=false");

    static async Task UntilItAnswersAsync(int port)
    {
        for (var left = 600; ; left--)
        {
            try
            {
                await using var connection = Open(port);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (left > 0)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Memory that a process has and that no file holds.</summary>
    static long Kept(HostProcess process) => 1024 * long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    static async Task DrainAsync(Socket socket, NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = new byte[4096];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(answer, patience.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Cut off.
        }
    }

    [Fact]
    public async Task Who_never_speaks_is_cut_off()
    {
        await using var place = await SidecarPlace.StartAsync(options => options with { LogInTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", place.Port);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], patience.Token));
    }

    [PsqlFact]
    public async Task Who_vanishes_takes_their_query_along()
    {
        var connection = await one.Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE vanished (i INTEGER)");
        var psql = System.Diagnostics.Process.Start(one.Place.Client("psql", "admin", ["-X", "-c", "BEGIN; INSERT INTO vanished VALUES (1); SELECT count(*) FROM range(1000000000) AS a(i), range(1000000) AS b(j) WHERE (i * j) % 7 = 8"]))!;
        await Task.Delay(1000);
        psql.Kill();
        // Its transaction is over when the table can be dropped.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await connection.RunAsync("DROP TABLE vanished");
                break;
            }
            catch (PostgresException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }

        await connection.DisposeAsync();
    }
}
