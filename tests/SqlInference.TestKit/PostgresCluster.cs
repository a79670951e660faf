using Npgsql;

namespace SqlInference.TestKit;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket there. Its superuser is <c>postgres</c>.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-cluster-").FullName;
    readonly PostgresInstallation _installation;
    int _databases;

    PostgresCluster(PostgresInstallation installation) => _installation = installation;

    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>Where its socket is, for clients that are told a host.</summary>
    public string SocketFolder => _folder;

    string LogFile => Path.Combine(DataFolder, "log");

    /// <summary>What the server logged so far.</summary>
    public string Log => File.ReadAllText(LogFile);

    /// <summary>What one of the compiler's sanitizers found, which ended a backend; null for nothing.</summary>
    public string? Found
    {
        get
        {
            var log = Log;
            var start = Math.Max(log.IndexOf("ERROR: AddressSanitizer", StringComparison.Ordinal), log.IndexOf("runtime error:", StringComparison.Ordinal));
            if (start < 0)
                return null;
            start = log.LastIndexOf('\n', start) + 1;
            return log[start..Math.Min(log.Length, start + 5000)];
        }
    }

    public static PostgresCluster Start(PostgresInstallation? installation = null)
    {
        var cluster = new PostgresCluster(installation ?? PostgresInstallation.Default);
        cluster.Initialize();
        cluster.StartServer();
        return cluster;
    }

    void Initialize()
    {
        PostgresInstallation.Own(_folder);
        _installation.Program("initdb", "--pgdata", DataFolder, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
    }

    /// <summary>A server that pg_upgrade moves everything to. This one is stopped.</summary>
    public PostgresCluster Upgrade()
    {
        StopServer();
        var upgraded = new PostgresCluster(_installation);
        upgraded.Initialize();
        _installation.ProgramIn(upgraded._folder, "pg_upgrade", "--username", "postgres", "--socketdir", upgraded._folder,
            "--old-bindir", _installation.Programs, "--new-bindir", _installation.Programs, "--old-datadir", DataFolder, "--new-datadir", upgraded.DataFolder);
        upgraded.StartServer();
        return upgraded;
    }

    /// <summary>A hot standby of this server, which replays what happens here.</summary>
    public PostgresCluster StartStandby()
    {
        var standby = new PostgresCluster(_installation);
        PostgresInstallation.Own(standby._folder);
        _installation.Program("pg_basebackup", "--host", _folder, "--username", "postgres", "--pgdata", standby.DataFolder, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync");
        standby.StartServer();
        return standby;
    }

    /// <summary>Copies a database by pg_dump and pg_restore into a new one, which asks the same service.</summary>
    public async Task<string> DumpAndRestoreAsync(string database, string service)
    {
        var file = Path.Combine(_folder, database + ".dump");
        _installation.Program("pg_dump", "--host", _folder, "--username", "postgres", "--format", "custom", "--file", file, database);
        var copy = database + "copy";
        await using (var server = await OpenAsync("postgres"))
        {
            await server.RunAsync($"CREATE DATABASE {copy} TEMPLATE template0");
            await server.RunAsync($"ALTER DATABASE {copy} SET sqlinference.service = '{service}'");
        }

        _installation.Program("pg_restore", "--host", _folder, "--username", "postgres", "--exit-on-error", "--dbname", copy, file);
        return copy;
    }

    /// <param name="more">Options besides the usual ones, which they have the last word over.</param>
    public void StartServer(string more = "") => _installation.Program("pg_ctl", "start", "--wait", "--pgdata", DataFolder, "--log", LogFile, "--options",
        $"-c fsync=off -c listen_addresses= -c unix_socket_directories={_folder} -c max_prepared_transactions=5 -c max_connections=50 {more}");

    /// <summary>Runs the extension's own regression suite here; throws with its report where it fails.</summary>
    public void RunRegressionSuite() => PostgresInstallation.RunRegressionSuite(_folder);

    public void StopServer() => _installation.Program("pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", DataFolder);

    /// <summary>How to connect; without pooling, so that each connection is a backend of its own.</summary>
    public string ConnectionString(string database, string user = "postgres") =>
        new NpgsqlConnectionStringBuilder { Host = _folder, Database = database, Username = user, Pooling = false, IncludeErrorDetail = true, CommandTimeout = 120 }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync(string database, string user = "postgres")
    {
        var connection = new NpgsqlConnection(ConnectionString(database, user));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A new database with the extension in it, whose service is at this address.</summary>
    public async Task<string> CreateDatabaseAsync(string service, string encoding = "UTF8")
    {
        var name = $"shop{Interlocked.Increment(ref _databases)}";
        await using (var server = await OpenAsync("postgres"))
        {
            await server.RunAsync($"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
            await server.RunAsync($"ALTER DATABASE {name} SET sqlinference.service = '{service}'");
        }

        await using var database = await OpenAsync(name);
        await database.RunAsync("CREATE EXTENSION sqlinference");
        return name;
    }

    public ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(DataFolder, "postmaster.pid")))
            StopServer();
        var found = Found;
        Directory.Delete(_folder, recursive: true);
        return found is null ? ValueTask.CompletedTask : throw new InvalidOperationException(found);
    }
}
