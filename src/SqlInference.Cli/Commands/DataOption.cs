using System.CommandLine;

namespace SqlInference.Cli.Commands;

/// <summary><c>--data</c>, alike in all commands that have it.</summary>
static class DataOption
{
    public static Option<string> Create() => new("--data")
    {
        Description = "The folder with models and tables; made if need be.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./.sqlinference",
    };
}
