using System.Net;
using SqlInference.Catalog;
using SqlInference.Cli.Remote;
using SqlInference.Server;
using SqlInference.Service;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>A real service on a folder and a port of its own.</summary>
sealed class ServicePlace : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-service-").FullName;
    InferenceServer _server = null!;

    public InferenceService Service { get; private set; } = null!;

    public string Address => _server.Addresses[0].TrimEnd('/');

    public string Folder => _folder;

    public static string Onnx(string name) => Path.Combine(AppContext.BaseDirectory, "models", name + ".onnx");

    public static async Task<ServicePlace> StartAsync()
    {
        var place = new ServicePlace();
        place.Service = new(CatalogDatabase.Open(Path.Combine(place._folder, "catalog.db")), new ArtifactStore(place._folder), new());
        place._server = await InferenceServer.StartAsync(place.Service, new() { Listen = [new() { Host = IPAddress.Loopback, Port = 0 }] });
        return place;
    }

    public ServiceClient Client() => new(ServiceAddress.TryParse(Address)!, null);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
