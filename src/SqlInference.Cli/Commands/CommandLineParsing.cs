using System.CommandLine;
using System.CommandLine.Parsing;

namespace SqlInference.Cli.Commands;

/// <summary>Reads the command line and runs what it asks for.</summary>
static class CommandLineParsing
{
    const int WrongUsage = 2;

    // SQL may begin with @, and -c means -c.
    static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static int ParseAndRun(this RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments, Plain);
        if (parsed.Errors.Count == 0)
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"error: {error.Message}");
        Console.Error.WriteLine($"hint: See {Path(root, parsed.CommandResult)} --help.");
        return WrongUsage;
    }

    static string Path(RootCommand root, SymbolResult? result) => result is CommandResult { Command: var command } && command != root
        ? $"{Path(root, result.Parent)} {command.Name}"
        : "sqlinference";
}
