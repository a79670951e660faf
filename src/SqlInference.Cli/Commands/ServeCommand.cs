using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using SqlInference.Catalog;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Server;
using SqlInference.Server.Configuration;
using SqlInference.Server.Hosting;
using SqlInference.Service;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Hosting;
using SqlInference.Sidecar.PgCatalog;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference serve</c>: registry and inference host, until a signal ends them.</summary>
sealed class ServeCommand
{
    const string Examples =
        """
          sqlinference serve
          sqlinference serve --data /var/lib/sqlinference --listen unix:/run/sqlinference.sock
          sqlinference serve --config /etc/sqlinference.json --set log_format=json
          sqlinference serve --data /var/lib/sqlinference --sidecar 127.0.0.1:5433

        Every setting can stand in the configuration file (JSON), in the environment (SQLINFERENCE_DATA) or in --set;
        the later of these counts. docs/operations.md lists them.
        """;

    readonly Option<string?> _config = new("--config") { Description = "The configuration file.", HelpName = "FILE" };

    readonly Option<string?> _data = new("--data") { Description = "The folder with the catalog and the models; made if need be.", HelpName = "DIR" };

    readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen: http://127.0.0.1:8780 (default), https://… or unix:/PATH; may be given several times.",
        HelpName = "ADDRESS",
    };

    readonly Option<string[]> _sidecar = new("--sidecar")
    {
        Description = "Where PostgreSQL's clients reach the embedded engine: HOST:PORT; may be given several times.",
        HelpName = "ADDRESS",
    };

    readonly Option<string[]> _set = new("--set") { Description = "A setting; may be given several times.", HelpName = "NAME=VALUE" };

    public static Command Create() => new ServeCommand().Build();

    Command Build()
    {
        var command = new Command("serve", "Serve models over HTTP to databases and programs.") { _config, _data, _listen, _sidecar, _set };
        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command.WithExamples(Examples);
    }

    void Check(CommandResult result)
    {
        foreach (var token in result.GetResult(_set)?.Tokens ?? [])
        {
            var name = token.Value.Split('=')[0];
            if (!token.Value.Contains('=', StringComparison.Ordinal))
                result.AddError($"--set {token.Value} has to be of the form NAME=VALUE.");
            else if (!Settings.ByName.ContainsKey(name))
                result.AddError($"There is no setting '{name}'. {NearestNames.Question(name, Settings.ByName.Keys) ?? "docs/operations.md lists them."}");
        }
    }

    async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var console = new UserConsole();
        try
        {
            await ServeAsync(Configuration(arguments, console), cancellation);
            return 0;
        }
        catch (SqlInferenceException exception)
        {
            console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
            return exception.Condition.ExitCode;
        }
        catch (Exception exception)
        {
            console.Tell(ErrorText.OfUnexpected(exception, console.ErrorHasColour));
            return ErrorConditions.InternalError.ExitCode;
        }
    }

    ServerConfiguration Configuration(ParseResult arguments, UserConsole console)
    {
        var flags = new List<KeyValuePair<SettingDefinition, string>>();
        foreach (var set in arguments.GetValue(_set) ?? [])
            flags.Add(new(Settings.ByName[set[..set.IndexOf('=', StringComparison.Ordinal)]], set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        if (arguments.GetValue(_data) is { } data)
            flags.Add(new(Settings.Data, data));
        if (arguments.GetValue(_listen) is { Length: > 0 } listen)
            flags.Add(new(Settings.Listen, string.Join(',', listen)));
        if (arguments.GetValue(_sidecar) is { Length: > 0 } sidecar)
            flags.Add(new(Settings.Sidecar, string.Join(',', sidecar)));
        return ServerConfiguration.Read(arguments.GetValue(_config), Environment.GetEnvironmentVariables(), flags, new Notices(console.Notice));
    }

    static async Task ServeAsync(ServerConfiguration configuration, CancellationToken cancellation)
    {
        if (configuration.Sidecar.IsWanted)
        {
            await ServeEngineAsync(configuration, cancellation);
            return;
        }

        using var catalog = configuration.Catalog.Open();
        using var service = new InferenceService(catalog, new ArtifactStore(configuration.Catalog.ArtifactFolder), configuration.Service);
        // From here on: a signal that comes while the server starts is heard too.
        using var signals = new StopSignals();
        await using var server = await StartAsync(service, configuration, cancellation);
        await signals.Heard.WaitAsync(cancellation);
        await server.StopAsync();
    }

    /// <summary>With the engine of the data folder, which no other process may have open meanwhile.</summary>
    static async Task ServeEngineAsync(ServerConfiguration configuration, CancellationToken cancellation)
    {
        using var catalogs = new PgCatalogFile();
        using var engine = EmbeddedEngine.Open(configuration.DataFolder, configuration.Service, lockDown: new(configuration.Sidecar.Folders, catalogs.Statements));
        using var signals = new StopSignals();
        await using var server = await StartAsync(engine.Service, configuration, cancellation);
        await using var sidecar = await SidecarServer.StartAsync(engine, OptionsOf(configuration, server.Loggers), server.Loggers, cancellation);
        await signals.Heard.WaitAsync(cancellation);
        await Task.WhenAll(sidecar.StopAsync(), server.StopAsync());
    }

    static SidecarOptions OptionsOf(ServerConfiguration configuration, ILoggerFactory loggers) => new()
    {
        Listen = configuration.Sidecar.Listen,
        TrustsThisMachine = configuration.Sidecar.TrustsThisMachine,
        MaxConnections = configuration.Sidecar.MaxConnections,
        DrainTimeout = configuration.Server.DrainTimeout,
        LogsStatements = Enum.Parse<StatementLogging>(configuration.Sidecar.Log, ignoreCase: true),
        LogsParameters = configuration.Sidecar.LogsParameters,
        Tls = configuration.Server.Tls is { } tls
            ? new TlsCertificate(tls.Certificate, tls.Key, configuration.Service.Time, loggers.CreateLogger<TlsCertificate>(), new SslApplicationProtocol("postgresql")).Current
            : null,
    };

    static Task<InferenceServer> StartAsync(InferenceService service, ServerConfiguration configuration, CancellationToken cancellation) =>
        InferenceServer.StartAsync(service, configuration.Server, logging => ServerLog.Configure(logging, configuration.Server), cancellation);
}
