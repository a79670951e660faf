using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SqlInference.Cli.Commands;

/// <summary>Help that ends with examples.</summary>
static class HelpExamples
{
    public static Command WithExamples(this Command command, string examples)
    {
        command.Options.Add(new HelpOption { Action = new WithExamplesAction(examples) });
        return command;
    }

    sealed class WithExamplesAction(string examples) : SynchronousCommandLineAction
    {
        readonly HelpAction _help = new();

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine($"Examples:\n{examples}");
            return 0;
        }
    }
}
