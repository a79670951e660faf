using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Many clients at once, clients too many, and the end of the server.</summary>
public sealed class CrowdTests
{
    const int Idle = 500, Busy = 100;

    [Fact]
    public async Task Five_hundred_idle_and_a_hundred_busy_clients_are_served_and_the_next_is_told_that_there_are_too_many()
    {
        await using var place = await SidecarPlace.StartAsync(options => options with { TrustsThisMachine = true, MaxConnections = Idle + Busy });
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Idle; i++)
                idle.Add(await StartSessionAsync(place));
            var busy = await Task.WhenAll(Enumerable.Range(0, Busy).Select(_ => OpenAsync(place)));
            var answers = await Task.WhenAll(busy.Select(async (connection, i) =>
                await connection.AskAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT sum(i + {i}) FROM range(10000) AS t(i)"))));
            Assert.Equal(Enumerable.Range(0, Busy).Select(i => (49995000 + 10000 * i).ToString(CultureInfo.InvariantCulture)), answers);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(place));
            Assert.Equal(("53300", "sorry, too many clients already"), (refused.SqlState, refused.MessageText));
            foreach (var connection in busy)
                await connection.DisposeAsync();
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }

        // Places become free when their clients are gone.
        await using var next = await OpenAsync(place);
        Assert.Equal("1", await next.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task Ten_thousand_connections_without_a_word_keep_nobody_out()
    {
        await using var place = await SidecarPlace.StartAsync(options => options with { TrustsThisMachine = true, MaxConnections = 10 });
        var silent = new Queue<TcpClient>();
        for (var i = 0; i < 10_000; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", place.Port);
            silent.Enqueue(client);
            if (silent.Count > 200)
                silent.Dequeue().Dispose();
        }

        await using var connection = await OpenAsync(place);
        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
        while (silent.TryDequeue(out var client))
            client.Dispose();
    }

    [Fact]
    public async Task A_server_that_stops_lets_statements_end_and_ends_sessions_that_do_nothing()
    {
        var place = await SidecarPlace.StartAsync(options => options with { DrainTimeout = TimeSpan.FromSeconds(60) });
        await using var idle = await place.ConnectAsync();
        await using var busy = await place.ConnectAsync();
        await busy.RunAsync("CREATE TABLE last (i INTEGER)");
        await using (var copy = await busy.BeginTextImportAsync("COPY last FROM STDIN"))
        {
            await copy.WriteAsync("1\n");
            await copy.FlushAsync();
            var stopped = place.DisposeAsync().AsTask();
            var ended = await Assert.ThrowsAnyAsync<NpgsqlException>(() => UntilItEndsAsync(idle));
            Assert.Equal("57P01", (ended as PostgresException)?.SqlState ?? "57P01");
            Assert.False(stopped.IsCompleted);
            await copy.WriteAsync("2\n");
            await copy.DisposeAsync();
            await stopped;
        }
    }

    static async Task UntilItEndsAsync(NpgsqlConnection connection)
    {
        while (true)
            await connection.AskAsync("SELECT 1");
    }

    static async Task<NpgsqlConnection> OpenAsync(SidecarPlace place)
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={place.Port};Username=anybody;Database=local;Pooling=false;Timeout=60;Command Timeout=120");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A session that has been told that its queries may come.</summary>
    static async Task<TcpClient> StartSessionAsync(SidecarPlace place)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", place.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes("\0\0\0\x12\0\x03\0\0user\0ann\0\0"));
        var (answer, received) = (new byte[4096], 0);
        do
            received += await client.GetStream().ReadAsync(answer.AsMemory(received));
        while (answer.AsSpan(0, received).IndexOf("Z\0\0\0\x05I"u8) < 0);
        return client;
    }
}
