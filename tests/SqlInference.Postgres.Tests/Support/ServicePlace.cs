using System.Net;
using SqlInference.Catalog;
using SqlInference.Server;
using SqlInference.Service;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A real service on a folder and a port of its own, which can be stopped and started anew. Its endpoints may be on this machine.</summary>
public sealed class ServicePlace : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-service-").FullName;
    readonly int _port = FreePort.Find();
    InferenceServer? _server;

    public InferenceService Service { get; private set; } = null!;

    /// <summary>Where trainings can be held up.</summary>
    internal TrainingGate Gate { get; } = new();

    public string Address => $"http://127.0.0.1:{_port}";

    public static string Models { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    public static string TextModels { get; } = Path.Combine(AppContext.BaseDirectory, "text-models");

    public async Task<ServicePlace> StartAsync(bool requireTokens = false)
    {
        var catalog = CatalogDatabase.Open(Path.Combine(_folder, "catalog.db"));
        Service = new(catalog, new ArtifactStore(_folder), new() { Remote = new() { Hosts = ["127.0.0.1"] }, Observer = Gate });
        _server = await InferenceServer.StartAsync(Service, new() { Listen = [new() { Host = IPAddress.Loopback, Port = _port }], RequireTokens = requireTokens });
        return this;
    }

    /// <summary>Starts anew for a database with a token only, whose users are then no administrators. Answers the file of the token.</summary>
    public async Task<string> RequireTokenAsync(string database)
    {
        await StopAsync();
        await StartAsync(requireTokens: true);
        var token = Service.Catalog.Tokens.Create(new() { Name = database, Role = AccessRole.Adapter, Database = database, Actor = "postgres" });
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "token"));
        var file = Path.Combine(folder.FullName, database);
        File.WriteAllText(file, token.Text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        PostgresInstallation.Own(folder.FullName);
        return file;
    }

    public async Task StopAsync()
    {
        if (_server is null)
            return;
        await _server.DisposeAsync();
        _server = null;
        Service.Dispose();
    }

    /// <summary>As <see cref="StopAsync"/>, while a training is held up, which notices it behind the gate.</summary>
    public async Task StopWhileTrainingAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
        var stopping = Task.Run(Service.Dispose);
        Assert.True(SpinWait.SpinUntil(() => Service.Trainings.IsStopped, TimeSpan.FromMinutes(2)));
        Gate.Open();
        await stopping;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        await StopAsync();
        Gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
