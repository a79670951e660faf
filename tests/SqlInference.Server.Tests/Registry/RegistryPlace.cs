using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SqlInference.Catalog;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Server.Registry;
using SqlInference.Server.Registry.Statements;
using SqlInference.Server.Requests;
using SqlInference.Service;
using SqlInference.Service.Remote;

namespace SqlInference.Server.Tests.Registry;

/// <summary>The registry on a port of its own, asked by callers that a header names.</summary>
sealed class RegistryPlace : IDisposable
{
    public const string Path = "/v1/databases/local/statements";

    readonly string _folder;
    readonly TimeProvider? _time;
    readonly RunLimits? _limits;
    readonly WebApplication _application;
    readonly RegistryApi _registry;
    bool _goesOn;

    public RegistryPlace(TimeProvider? time = null, RunLimits? limits = null, string? folder = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("sqlinference-registry-").FullName;
        (_time, _limits) = (time, limits);
        time ??= TimeProvider.System;
        Catalog = CatalogDatabase.Open(System.IO.Path.Combine(_folder, "catalog.db"), time);
        Service = new(Catalog, new ArtifactStore(_folder), new() { Time = time, Remote = Remote });
        _registry = new(Service, limits);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseRouting();
        _registry.Map(new(_application, new TestAccess(), ProblemErrors.Instance, new("registry"), _application.Logger));
        _application.Start();
        Client = new() { BaseAddress = new(_application.Urls.First()) };
    }

    static RemoteAccess Remote => new()
    {
        Hosts = ["host.example"],
        Credentials = new Dictionary<string, RemoteCredential> { ["vault-entry"] = new(new BearerCredential("secret"), new("host.example")) },
    };

    public CatalogDatabase Catalog { get; }

    public InferenceService Service { get; }

    public HttpClient Client { get; }

    public string Folder => _folder;

    public static string FromFile(string model) =>
        $"CREATE MODEL {model} FROM '{ServerPlace.Onnx("linear")}' FUNCTION {model}(real, real, real) RETURNS real";

    public static string Forest(string model) =>
        $"CREATE MODEL {model} FROM (SELECT n FROM rides) FUNCTION {model} MODEL_TYPE RANDOM_CUT_FOREST";

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? caller = null, string? database = null)
    {
        // As it stands: by itself, Uri takes %2E for a dot.
        var address = new Uri(Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (caller is not null)
            request.Headers.Add(TestAccess.Header, caller);
        if (database is not null)
            request.Headers.Add(TestAccess.BoundHeader, database);
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, string? caller = null) => SendAsync(HttpMethod.Get, path, null, caller);

    public Task<(HttpStatusCode Status, JsonElement Body)> RunAsync(string statement, string? caller = null) =>
        SendAsync(HttpMethod.Post, Path, JsonContent.Create(new { statement }), caller);

    public async Task<JsonElement> DoneAsync(string statement, string? caller = null)
    {
        var (status, body) = await RunAsync(statement, caller);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("confirmed", body.GetProperty("state").GetString());
        return body.GetProperty("result");
    }

    public static async Task RefusedAsync(HttpStatusCode status, string code, string detail, Task<(HttpStatusCode Status, JsonElement Body)> request)
    {
        var (actual, body) = await request;
        Assert.Equal((code, detail), (body.GetProperty("code").GetString(), body.GetProperty("detail").GetString()));
        Assert.Equal(status, actual);
    }

    /// <summary>Begins a forest and answers the path of its run.</summary>
    public async Task<string> BeginForestAsync(string model = "f", string? caller = null)
    {
        var (status, body) = await RunAsync(Forest(model), caller);
        Assert.True(status == HttpStatusCode.Accepted, body.ToString());
        return $"{Path}/{body.GetProperty("run").GetString()}";
    }

    /// <summary>Everything that a statement that failed must not leave behind.</summary>
    public bool HasNothingPending => Catalog.Models.List().SelectMany(model => Catalog.Models.Versions(model.Id)).All(version => version.State != VersionState.Pending);

    /// <summary>The service stops and is started anew, on the same folder; this place is over.</summary>
    public RegistryPlace Restart()
    {
        _goesOn = true;
        Dispose();
        return new(_time, _limits, _folder);
    }

    /// <summary>A statement of a session of PostgreSQL.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> PostgreSqlAsync(string statement, string? caller = null, string? transaction = null) => SendAsync(
        HttpMethod.Post, Path, JsonContent.Create(new { statement, engine = "postgresql", search_path = new[] { "public" }, transaction }), caller);

    /// <summary>Begins a statement of a session of PostgreSQL and answers the path of its run, and what the session is told to do.</summary>
    public async Task<(string Run, string[] Functions)> BeginPostgreSqlAsync(string statement, string? caller = null, string? transaction = null)
    {
        var (status, body) = await PostgreSqlAsync(statement, caller, transaction);
        Assert.True(status == HttpStatusCode.Accepted, body.ToString());
        Assert.Equal("awaiting_confirmation", body.GetProperty("state").GetString());
        return ($"{Path}/{body.GetProperty("run").GetString()}", [.. body.GetProperty("functions").EnumerateArray().Select(function => function.GetString()!)]);
    }

    public async Task ConfirmAsync(string run, string? caller = null)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, $"{run}/confirm", null, caller);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("confirmed", body.GetProperty("state").GetString());
    }

    public void Dispose()
    {
        Client.Dispose();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _registry.Dispose();
        Service.Dispose();
        if (!_goesOn)
            Directory.Delete(_folder, recursive: true);
    }
}
