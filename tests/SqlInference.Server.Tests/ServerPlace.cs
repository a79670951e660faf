using System.Net;
using SqlInference.Catalog;
using SqlInference.Language;
using SqlInference.Server.Configuration;
using SqlInference.Service;
using SqlInference.Service.Embedded;

namespace SqlInference.Server.Tests;

/// <summary>
/// A real server on a data folder of its own, listening on a port of its own. Models are made beforehand by
/// <see cref="Sql"/>, as on the embedded engine, and served under the database name <c>local</c>.
/// </summary>
sealed class ServerPlace : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-server-").FullName;
    CatalogDatabase? _catalog;
    InferenceServer? _server;

    /// <summary>A port of the system's choice.</summary>
    public static ListenAddress Loopback { get; } = new() { Host = IPAddress.Loopback, Port = 0 };

    public string DataFolder => Path.Combine(_folder, "data");

    public InferenceService Service { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>The first address that the server listens on.</summary>
    public Uri Address => new(_server!.Addresses[0]);

    public IServiceProvider Services => _server!.Services;

    public static string Onnx(string name) => Path.Combine(AppContext.BaseDirectory, "models", name + ".onnx");

    /// <summary>A path in the temporary folder.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Runs a script on the embedded engine over the same data folder.</summary>
    public ServerPlace Sql(string script)
    {
        using var engine = EmbeddedEngine.Open(DataFolder);
        using var session = engine.Connect();
        Run(session, script);
        return this;
    }

    public static void Run(EmbeddedSession session, string script)
    {
        var output = new IgnoredOutput();
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
            session.Run(script, statement, output, CancellationToken.None);
        session.Finish(output, CancellationToken.None);
    }

    /// <summary>The first value of a query's result, as text.</summary>
    public static string? Ask(EmbeddedSession session, string query)
    {
        var output = new FirstValue();
        session.Run(query, ScriptSplitter.Split(query, SqlDialect.Embedded).Single(), output, CancellationToken.None);
        return output.Text;
    }

    public async Task<ServerPlace> StartAsync(ServerOptions? options = null, ServiceOptions? service = null)
    {
        Directory.CreateDirectory(DataFolder);
        _catalog = CatalogDatabase.Open(Path.Combine(DataFolder, "catalog.db"));
        Service = new(_catalog, new ArtifactStore(DataFolder), service ?? new());
        _server = await InferenceServer.StartAsync(Service, options ?? new ServerOptions { Listen = [Loopback] });
        Client = new() { BaseAddress = Address };
        return this;
    }

    public Task StopAsync() => _server!.StopAsync();

    /// <summary>An endpoint 'far' of another service, as an operator who allows its host can make it.</summary>
    public void AddFarEndpoint() => Service.Catalog.Endpoints.Create(
        new() { Name = "far", Actor = "operator", Url = "https://models.example.com/x", Protocol = Catalog.EndpointProtocol.Csv });

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_server != null)
            await _server.DisposeAsync();
        Service?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
