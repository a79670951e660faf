using System.CommandLine;
using SqlInference.Cli.Commands;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Remote;

/// <summary>The options of the commands that ask a running service.</summary>
sealed class ServiceAccessOptions
{
    readonly ServiceLocationOptions _location = new();

    readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of a table." };

    public void AddTo(Command command)
    {
        _location.AddTo(command);
        command.Options.Add(_json);
    }

    public bool Json(ParseResult arguments) => arguments.GetValue(_json);

    public string Address(ParseResult arguments) => _location.Address(arguments);

    public int Run(ParseResult arguments, Func<ServiceClient, UserConsole, CancellationToken, int> work) => CommandRun.Run(interruptEnds: true, (console, interrupts) =>
    {
        using var client = _location.Connect(arguments);
        return work(client, console, interrupts.Begin());
    });

    public static int Show(bool json, UserConsole console, ResultRows rows)
    {
        FormatNames.Create(json ? FormatNames.Json : FormatNames.Table, console, maxRows: 0).Show(rows);
        console.Out.Flush();
        return CommandRun.Ok;
    }
}
