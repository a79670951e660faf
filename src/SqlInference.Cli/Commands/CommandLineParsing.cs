using System.CommandLine;

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
        var command = parsed.CommandResult.Command;
        Console.Error.WriteLine($"hint: See {(command == root ? "sqlinference" : $"sqlinference {command.Name}")} --help.");
        return WrongUsage;
    }
}
