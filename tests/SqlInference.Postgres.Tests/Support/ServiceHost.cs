using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Server;
using SqlInference.Server.Configuration;
using SqlInference.Service;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>The real service in this process, on a folder and addresses of its own.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-service-").FullName;
    InferenceService? _service;
    InferenceServer? _server;

    /// <summary>The address over TCP.</summary>
    public string Address => _server!.Addresses.First(address => address.StartsWith("http://127", StringComparison.Ordinal));

    /// <summary>The address with TLS, by the name of this machine; there is one where a certificate was given.</summary>
    public string TlsAddress => _server!.Addresses.First(address => address.StartsWith("https:", StringComparison.Ordinal)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The address as a socket that any account may open.</summary>
    public string SocketAddress => $"unix:{Path.Combine(_folder, "service.sock")}";

    public HttpClient Client { get; private set; } = null!;

    public static async Task<ServiceHost> StartAsync((string Certificate, string Key)? tls = null)
    {
        var host = new ServiceHost();
        var data = Path.Combine(host._folder, "data");
        Directory.CreateDirectory(data);
        File.SetUnixFileMode(host._folder, (UnixFileMode)0b111_101_101);
        host._service = new(CatalogDatabase.Open(Path.Combine(data, "catalog.db")), new ArtifactStore(data), new());
        ListenAddress[] listen = [new() { Host = IPAddress.Loopback, Port = 0 }, new() { SocketPath = Path.Combine(host._folder, "service.sock") }];
        host._server = await InferenceServer.StartAsync(host._service, new ServerOptions
        {
            Listen = tls is null ? listen : [.. listen, new() { Host = IPAddress.Loopback, Port = 0, IsTls = true }],
            Tls = tls,
        });
        File.SetUnixFileMode(Path.Combine(host._folder, "service.sock"), (UnixFileMode)0b110_110_110);
        host.Client = new() { BaseAddress = new(host.Address) };
        return host;
    }

    /// <summary>Makes a model over HTTP, trained on these rows of CSV, for a database user.</summary>
    public async Task CreateModelAsync(string database, string user, string statement, string csv, string types)
    {
        Client.DefaultRequestHeaders.Remove("X-SqlInference-User");
        Client.DefaultRequestHeaders.Add("X-SqlInference-User", user);
        using var begun = await Client.PostAsJsonAsync($"/v1/databases/{database}/statements", new { statement });
        begun.EnsureSuccessStatusCode();
        var upload = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("training").GetProperty("upload").GetString()!;
        using var rows = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var trained = await Client.PutAsync($"{upload}?types={types}&wait=600", rows);
        trained.EnsureSuccessStatusCode();
        using var confirmed = await Client.PostAsync(upload.Replace("/training", "/confirm", StringComparison.Ordinal), null);
        confirmed.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
