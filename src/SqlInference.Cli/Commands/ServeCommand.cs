using System.CommandLine;
using System.Runtime.InteropServices;
using SqlInference.Catalog;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Server;
using SqlInference.Server.Configuration;
using SqlInference.Service;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference serve</c>: registry and inference host, until a signal ends them.</summary>
sealed class ServeCommand
{
    const string Examples =
        """
          sqlinference serve
          sqlinference serve --data /var/lib/sqlinference --listen unix:/run/sqlinference.sock
        """;

    readonly Option<string> _data = new("--data")
    {
        Description = "The folder with the catalog and the models; made if need be.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./.sqlinference",
    };

    readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen: http://127.0.0.1:8780 (default) or unix:/path; may be given several times.",
        HelpName = "ADDRESS",
    };

    public static Command Create() => new ServeCommand().Build();

    Command Build()
    {
        var command = new Command("serve", "Serve models over HTTP to databases and programs.") { _data, _listen };
        command.SetAction((arguments, cancellation) => RunAsync(arguments, cancellation));
        return command.WithExamples(Examples);
    }

    async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var console = new UserConsole();
        try
        {
            await ServeAsync(arguments, console, cancellation);
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

    async Task ServeAsync(ParseResult arguments, UserConsole console, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(arguments.GetValue(_data)!);
        var options = new ServerOptions();
        if (arguments.GetValue(_listen) is { Length: > 0 } listen)
            options = options with { Listen = listen };

        using var catalog = CatalogDatabase.Open(Path.Combine(folder, "catalog.db"));
        using var service = new InferenceService(catalog, new ArtifactStore(folder), new() { Notices = new Notices(console.Notice) });
        await using var server = await InferenceServer.StartAsync(service, options, null, cancellation);
        foreach (var address in server.Addresses)
            console.Tell($"Listening on {address}");
        await UntilSignalledAsync(cancellation);
    }

    static async Task UntilSignalledAsync(CancellationToken cancellation)
    {
        var signalled = new TaskCompletionSource();
        void Hear(PosixSignalContext context)
        {
            context.Cancel = true;
            signalled.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
        await signalled.Task.WaitAsync(cancellation);
    }
}
