using System.Net;
using SqlInference.Catalog;
using SqlInference.Server;
using SqlInference.Service;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A real service on a folder and a port of its own, which can be stopped and started anew.</summary>
public sealed class ServicePlace : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-service-").FullName;
    readonly int _port = FreePort();
    InferenceServer? _server;

    public InferenceService Service { get; private set; } = null!;

    public string Address => $"http://127.0.0.1:{_port}";

    public static string Models { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    public async Task<ServicePlace> StartAsync()
    {
        var catalog = CatalogDatabase.Open(Path.Combine(_folder, "catalog.db"));
        Service = new(catalog, new ArtifactStore(_folder), new());
        _server = await InferenceServer.StartAsync(Service, new() { Listen = [new() { Host = IPAddress.Loopback, Port = _port }] });
        return this;
    }

    public async Task StopAsync()
    {
        if (_server is null)
            return;
        await _server.DisposeAsync();
        _server = null;
        Service.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
