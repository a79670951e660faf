using System.Diagnostics;
using System.Net;
using Npgsql;
using SqlInference.Gateway;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Gateway;

/// <summary>A gateway in front of the tests' server, and a database there whose models a real service serves.</summary>
[Collection(OnePostgres.Name)]
public abstract class GatewayPlace(PostgresFixture postgres) : IAsyncLifetime
{
    ServicePlace? _service;

    protected static string Model { get; } = Path.Combine(ServicePlace.Models, "linear.onnx");

    protected PostgresCluster Cluster => postgres.Cluster;

    protected string Database { get; private set; } = "";

    protected GatewayServer Gateway { get; private set; } = null!;

    protected int Port => ((IPEndPoint)Gateway.Addresses[0]).Port;

    /// <summary>Everything that the gateway said so far.</summary>
    protected List<string> Logged { get; } = [];

    protected virtual GatewayOptions Options => new()
    {
        Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
        Upstream = new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(Cluster.SocketFolder, ".s.PGSQL.5432")),
        StopTimeout = TimeSpan.FromSeconds(2),
        Log = Log,
    };

    public async Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is not null)
            return;
        _service = await new ServicePlace().StartAsync();
        Database = await Cluster.CreateDatabaseAsync(_service.Address);
        Gateway = GatewayServer.Start(Options);
    }

    public async Task DisposeAsync()
    {
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
    }

    protected async Task<NpgsqlConnection> OpenAsync(string more = "")
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Database={Database};Username=postgres;Pooling=false;{more}");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs psql through the gateway; answers all that it says, errors too.</summary>
    protected string Psql(params string[] arguments) => Client("psql", ["--no-psqlrc", .. arguments, $"host=127.0.0.1 port={Port} user=postgres dbname={Database}"]);

    protected internal static string Client(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    void Log(string line)
    {
        lock (Logged)
            Logged.Add(line);
    }
}
