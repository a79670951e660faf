using System.Net.Sockets;
using System.Text;
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
        client.Client.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(answer, patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off.
        }

        await using var other = await one.Place.ConnectAsync();
        Assert.Equal("1", await other.AskAsync("SELECT 1"));
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

    [Fact]
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
            catch (Npgsql.PostgresException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }

        await connection.DisposeAsync();
    }
}
