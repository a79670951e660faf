using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SqlInference.Catalog;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Hosting;
using SqlInference.Sidecar.PgCatalog;

namespace SqlInference.Sidecar.Tests;

/// <summary>A sidecar on a data folder of its own, with a login of each role: admin, create, execute.</summary>
public sealed class SidecarPlace : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-sidecar-").FullName;
    readonly PgCatalogFile _catalogs = new();
    readonly Dictionary<string, string> _passwords = [];
    SidecarServer? _server;

    public string Folder => _folder;

    public EmbeddedEngine Engine { get; private set; } = null!;

    public int Port { get; private set; }

    public static async Task<SidecarPlace> StartAsync(Func<SidecarOptions, SidecarOptions>? change = null, ILoggerFactory? loggers = null)
    {
        var place = new SidecarPlace();
        place.Engine = EmbeddedEngine.Open(Path.Combine(place._folder, "data"), new() { ModelFolders = [Path.Combine(AppContext.BaseDirectory, "models")] },
            lockDown: new([], place._catalogs.Statements));
        foreach (var role in new[] { AccessRole.Admin, AccessRole.Create, AccessRole.Execute })
            place.AddLogin(role.ToString().ToLowerInvariant(), role);
        var options = new SidecarOptions { Listen = [new(IPAddress.Loopback, 0)], DrainTimeout = TimeSpan.FromSeconds(5) };
        place._server = await SidecarServer.StartAsync(place.Engine, change?.Invoke(options) ?? options, loggers ?? NullLoggerFactory.Instance);
        place.Port = IPEndPoint.Parse(place._server.Addresses[0]).Port;
        return place;
    }

    public string AddLogin(string name, AccessRole role) =>
        _passwords[name] = Engine.Service.Catalog.Tokens.Create(new() { Name = name, Role = role, Actor = "test" }).Text;

    public string PasswordOf(string user) => _passwords[user];

    public string ConnectionString(string user = "admin", string more = "") => string.Create(CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={Port};Username={user};Password={_passwords[user]};Database=local;Pooling=false;Timeout=60;Command Timeout=120;{more}");

    public async Task<NpgsqlConnection> ConnectAsync(string user = "admin", string more = "")
    {
        var connection = new NpgsqlConnection(ConnectionString(user, more));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What psql prints, errors included, for these commands.</summary>
    public string Psql(params string[] commands) => PsqlAs("admin", "", commands);

    public string PsqlAs(string user, string input, params string[] commands)
    {
        var start = Client("psql", user, ["-X", "-q", "-A", "-t", .. commands.SelectMany(command => new[] { "-c", command })]);
        start.RedirectStandardInput = true;
        using var psql = Process.Start(start)!;
        psql.StandardInput.Write(input);
        psql.StandardInput.Close();
        return Finish(psql);
    }

    public ProcessStartInfo Client(string program, string user, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGDATABASE"] = "local";
        start.Environment["PGUSER"] = user;
        start.Environment["PGPASSWORD"] = _passwords[user];
        start.Environment["PGCLIENTENCODING"] = "UTF8";
        return start;
    }

    public static string Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        return Finish(process);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Engine?.Dispose();
        _catalogs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static string Finish(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{process.StartInfo.FileName} did not end: {output.Result}{error.Result}");
        }

        return (output.Result + error.Result).ReplaceLineEndings("\n");
    }
}
