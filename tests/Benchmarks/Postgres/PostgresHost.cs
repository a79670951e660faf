using System.Net;
using Npgsql;
using SqlInference.Catalog;
using SqlInference.Server;
using SqlInference.Service;
using SqlInference.TestKit;

namespace Benchmarks.Postgres;

/// <summary>A PostgreSQL server with the extension, and the service that it asks, which runs in this process.</summary>
sealed class PostgresHost : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-postgres-").FullName;
    readonly PostgresCluster _cluster;
    InferenceServer? _server;

    PostgresHost()
    {
        const UnixFileMode Everybody = (UnixFileMode)0b111_101_101;
        File.SetUnixFileMode(_folder, Everybody);
        Directory.CreateDirectory(DataFolder);
        _cluster = PostgresCluster.Start();
        Service = new(CatalogDatabase.Open(Path.Combine(DataFolder, "catalog.db")), new ArtifactStore(DataFolder), new());
    }

    public string DataFolder => Path.Combine(_folder, "data");

    public InferenceService Service { get; }

    /// <summary>The database's name.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Where the server's socket is.</summary>
    public string SocketFolder => _cluster.SocketFolder;

    string Socket => Path.Combine(_folder, "service.sock");

    public static async Task<PostgresHost> StartAsync()
    {
        var host = new PostgresHost();
        host._server = await InferenceServer.StartAsync(host.Service, new()
        {
            Listen = [new() { Host = IPAddress.Loopback, Port = 0 }, new() { SocketPath = host.Socket }],
        });
        File.SetUnixFileMode(host.Socket, (UnixFileMode)0b110_110_110);
        host.Database = await host._cluster.CreateDatabaseAsync($"unix:{host.Socket}");
        return host;
    }

    /// <summary>A session without parallel queries and just-in-time compilation.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_cluster.ConnectionString(Database)) { CommandTimeout = 0 }.ConnectionString);
        connection.Open();
        connection.Run("SET jit = off; SET max_parallel_workers_per_gather = 0");
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server!.DisposeAsync();
        Service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
