using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using SqlInference.Gateway;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Gateway;

/// <summary>Everything else passes as if there were no gateway.</summary>
public sealed class RelayTests(PostgresFixture postgres) : GatewayPlace(postgres)
{
    const int MostConnections = 40;

    protected override GatewayOptions Options => base.Options with { MostConnections = MostConnections, LoginTimeout = TimeSpan.FromSeconds(2), AnswerTimeout = TimeSpan.FromSeconds(3) };

    [PostgresTheory]
    [InlineData("simple")]
    [InlineData("extended")]
    [InlineData("prepared")]
    public async Task Sixteen_clients_of_pgbench(string protocol)
    {
        await using var connection = await OpenAsync();
        await connection.RunAsync("CREATE TABLE t AS SELECT g AS a, g * 2 AS b FROM generate_series(1, 1000) AS g; ALTER TABLE t ADD PRIMARY KEY (a)");
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, "\\set a random(1, 900)\nSELECT b, 'a MODEL of it' FROM t WHERE a = :a;\nBEGIN;\nUPDATE t SET b = b + 1 WHERE a = :a;\nEND;\n");

        var output = Client("pgbench", ["--host", "127.0.0.1", "--port", $"{Port}", "--username", "postgres", "--no-vacuum", "--file", script, "--client", "16", "--jobs", "2", "--transactions", "25", "--protocol", protocol, Database]);

        Assert.Contains("number of transactions actually processed: 400/400", output, StringComparison.Ordinal);
        Assert.Contains("number of failed transactions: 0 ", output, StringComparison.Ordinal);
        File.Delete(script);
    }

    [PostgresFact]
    public async Task Pg_dump_says_the_same()
    {
        await using var connection = await OpenAsync();
        await connection.RunAsync("CREATE TABLE t (a int PRIMARY KEY, b text); CREATE VIEW v AS SELECT * FROM t");
        var direct = PostgresInstallation.Default.Program("pg_dump", "--host", Cluster.SocketFolder, "--username", "postgres", "--schema-only", Database);
        Assert.Equal(Lines(direct), Lines(Client("pg_dump", ["--host", "127.0.0.1", "--port", $"{Port}", "--username", "postgres", "--schema-only", Database])));
        Assert.Contains("CREATE VIEW", direct, StringComparison.Ordinal);

        // Newer ones begin with a word by chance.
        static IEnumerable<string> Lines(string dump) => dump.Split('\n').Where(line => !line.Contains("restrict ", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Copies_of_many_megabytes_arrive_as_they_were_sent()
    {
        await using var connection = await OpenAsync();
        await connection.RunAsync("CREATE TABLE t (a int, b text)");
        await using (var import = await connection.BeginTextImportAsync("COPY t FROM STDIN"))
        {
            for (var row = 0; row < 200_000; row++)
                await import.WriteAsync($"{row}\tCREATE MODEL number {row} of 200000; it is all data\n");
        }

        Assert.Equal("200000|19999900000", Assert.Single(await connection.RowsAsync("SELECT count(*), sum(a::bigint) FROM t")));
        await using var direct = await Cluster.OpenAsync(Database);
        Assert.Equal(await TextAsync(direct), await TextAsync(connection));
        var wide = new string('x', 20_000_000);
        Assert.Equal(wide, await connection.AskAsync($"SELECT '{wide}'"));

        static async Task<string> TextAsync(NpgsqlConnection from)
        {
            using var export = await from.BeginTextExportAsync("COPY (SELECT * FROM t ORDER BY a) TO STDOUT");
            return await export.ReadToEndAsync();
        }
    }

    [PostgresFact]
    public async Task A_query_is_cancelled()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_sleep(600)", connection);
        var running = command.ExecuteScalarAsync();
        await using var other = await OpenAsync();
        while (await other.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "0")
            await Task.Delay(10);
        command.Cancel();
        var cancelled = await Assert.ThrowsAnyAsync<Exception>(() => running);
        Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled is PostgresException ? cancelled : cancelled.InnerException).SqlState);
        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
    }

    [PostgresFact]
    public async Task Passwords_go_through_and_are_asked_for()
    {
        await using (var server = await Cluster.OpenAsync("postgres"))
        {
            await server.RunAsync("DROP ROLE IF EXISTS guarded; SET password_encryption = 'scram-sha-256'; CREATE ROLE guarded LOGIN PASSWORD 'secret'");
            var rules = Path.Combine(Cluster.DataFolder, "pg_hba.conf");
            var old = await File.ReadAllTextAsync(rules);
            if (!old.Contains("guarded", StringComparison.Ordinal))
                await File.WriteAllTextAsync(rules, "local all guarded scram-sha-256\n" + old);
            await server.RunAsync("SELECT pg_reload_conf()");
        }

        string[] place = ["-At", "--no-psqlrc", "--command", "SELECT current_user", $"host=127.0.0.1 port={Port} user=guarded dbname={Database}"];
        Assert.Equal("guarded\n", Client("psql", place, ("PGPASSWORD", "secret")));
        Assert.Contains("password authentication failed for user \"guarded\"", Client("psql", place, ("PGPASSWORD", "wrong")), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_client_that_goes_away_ends_its_session()
    {
        var connection = await OpenAsync();
        var backend = await connection.AskAsync("SELECT pg_backend_pid()");
        await connection.DisposeAsync();
        await using var other = await OpenAsync();
        for (var left = 100; await other.AskAsync($"SELECT count(*) FROM pg_stat_activity WHERE pid = {backend}") != "0"; left--)
        {
            Assert.True(left > 0, "the session is still there");
            await Task.Delay(20);
        }
    }

    [PostgresFact]
    public async Task Replication_and_one_client_too_many_are_refused()
    {
        Assert.Contains("the gateway does not relay replication", Client("psql", ["-c", "IDENTIFY_SYSTEM", $"host=127.0.0.1 port={Port} user=postgres dbname={Database} replication=true"]), StringComparison.Ordinal);
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < MostConnections; i++)
            connections.Add(await OpenAsync());
        Assert.Equal("53300", (await Assert.ThrowsAsync<PostgresException>(() => OpenAsync())).SqlState);
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using var gateway = GatewayServer.Start(Options with { Upstream = new UnixDomainSocketEndPoint("/tmp/nothing-listens-here") });
        Assert.Contains("FATAL:  the server at /tmp/nothing-listens-here cannot be reached:",
            Client("psql", ["-c", "SELECT 1", $"host=127.0.0.1 port={((System.Net.IPEndPoint)gateway.Addresses[0]).Port} user=postgres"]), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Who_says_nothing_or_nonsense_is_shown_out()
    {
        using var silent = await ConnectAsync();
        Assert.Equal(0, await silent.ReadAsync(new byte[100]));
        foreach (var start in new byte[][] { [0, 0, 0, 1, 2, 3, 4, 5], [0xFF, 0xFF, 0xFF, 0xFF, 0, 3, 0, 0], "GET / HTTP/1.1\r\n\r\n"u8.ToArray() })
        {
            using var stream = await ConnectAsync();
            await stream.WriteAsync(start);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer);
            Assert.Contains("The start of the connection has a length that cannot be.", Encoding.UTF8.GetString(answer.ToArray()), StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task Changed_messages_end_in_an_answer_or_an_ended_connection()
    {
        await using var connection = await OpenAsync();
        await connection.RunAsync("CREATE TABLE t (a int)");
        var recorded = Session();
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var (message, unused) = (recorded.ToArray(), 0);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Fuzz.Change(random, ref message, ref unused);
            using var stream = await ConnectAsync();
            try
            {
                await stream.WriteAsync(message);
                stream.Socket.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (IOException)
            {
            }
        }

        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
        Assert.DoesNotContain(Logged, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Stopping_waits_for_what_runs_and_not_for_who_is_idle()
    {
        await using var idle = await OpenAsync();
        await using var busy = await OpenAsync();
        await busy.RunAsync("BEGIN");
        var clock = Stopwatch.StartNew();
        var stopping = Gateway.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            while (clock.Elapsed < TimeSpan.FromSeconds(60))
                await idle.AskAsync("SELECT pg_sleep(0.01)");
        });
        Assert.Equal("1", await busy.AskAsync("SELECT 1"));
        await busy.RunAsync("COMMIT");
        await stopping;
    }

    async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", Port);
        return new(socket, ownsSocket: true);
    }

    /// <summary>What a client sends that asks in both protocols, for a model too.</summary>
    byte[] Session()
    {
        var bytes = new List<byte>();
        var start = Encoding.ASCII.GetBytes($"user\0postgres\0database\0{Database}\0\0");
        bytes.AddRange([0, 0, 0, (byte)(start.Length + 8), 0, 3, 0, 0, .. start]);
        Add('Q', "SELECT * FROM t; SHOW MODEL ALL\0"u8);
        Add('P', "one\0SHOW MODEL nobodys\0\0\0"u8);
        Add('P', "\0SELECT 1\0\0\0"u8);
        Add('B', "\0\0\0\0\0\0\0\0"u8);
        Add('B', "\0one\0\0\0\0\0\0\0"u8);
        Add('E', "\0\0\0\0\0"u8);
        Add('S', []);
        Add('Q', "USING EXTERNAL FUNCTION p(a real) RETURNS double SAGEMAKER 'nowhere' SELECT p(1)\0"u8);
        Add('X', []);
        return [.. bytes];

        void Add(char code, ReadOnlySpan<byte> payload)
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, payload.Length + sizeof(int));
            bytes.AddRange([(byte)code, .. length, .. payload]);
        }
    }
}
