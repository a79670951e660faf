using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Server.Configuration;
using SqlInference.Service.Remote;

namespace SqlInference.Cli.Commands;

/// <summary>The options of every command that opens the embedded engine.</summary>
sealed class EngineOptions
{
    const int MostThreads = 1024;

    readonly Option<string> _data = DataOption.Create();

    readonly Option<string?> _config = new("--config")
    {
        Description = "A service's configuration, for the endpoints that models may call.",
        HelpName = "FILE",
    };

    readonly Option<int?> _threads = new("--threads") { Description = "Threads for queries (default: one per core).", HelpName = "N" };

    public EngineOptions() => _threads.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var threads) && threads is < 1 or > MostThreads)
            result.AddError($"--threads is {threads}; it has to be from 1 to {MostThreads}.");
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_config);
        command.Options.Add(_threads);
    }

    /// <summary>The names of those options that a command line gives.</summary>
    public IEnumerable<string> GivenIn(CommandResult result) =>
        new Option[] { _data, _config, _threads }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public string DataFolder(ParseResult arguments) => arguments.GetValue(_data)!;

    /// <summary>What the configuration says of calls to other services; nothing may be called without one.</summary>
    public RemoteAccess Remote(ParseResult arguments) => arguments.GetValue(_config) is { } file
        ? ServerConfiguration.Read(file, Environment.GetEnvironmentVariables(), [], new(static _ => { })).Service.Remote
        : new();

    public int? Threads(ParseResult arguments) => arguments.GetValue(_threads);
}
