using SqlInference.Cli.Output;
using SqlInference.Cli.Scripts;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Cli.Shell;

/// <summary>Commands that begin with a backslash.</summary>
sealed class MetaCommands(ScriptRunner runner, StatementOutput output, UserConsole console)
{
    const string Help =
        """
        \?              this help
        \q              quit (also Ctrl-D)
        \d              tables and views          \d NAME   columns of one
        \dm             models                    \dm NAME  one model
        \i FILE         run a script
        \timing         tell how long statements take, or no longer
        \format NAME    print results as table, csv or json
        Statements end with a semicolon. Ctrl-C cancels the one that is running.

        """;

    public bool Quit { get; private set; }

    public static bool IsOne(string line) => line.AsSpan().TrimStart().StartsWith('\\');

    /// <summary>Returns the exit code of its error.</summary>
    public int Run(string line)
    {
        var words = line.Trim().TrimEnd(';').Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var argument = words.Length > 1 ? words[1] : null;
        switch (words[0], argument)
        {
            case ("\\?" or "\\h", null): console.Print(Help); return ScriptRunner.Ok;
            case ("\\q", null): Quit = true; return ScriptRunner.Ok;
            case ("\\d", null): return RunSql(runner.Session.TablesQuery);
            case ("\\d", not null): return RunSql(runner.Session.ColumnsQuery(argument));
            case ("\\dm", null): return RunSql("SHOW MODEL ALL");
            case ("\\dm", _): return RunSql($"SHOW MODEL {argument}");
            case ("\\timing", null): return ToggleTiming();
            case ("\\format", not null) when FormatNames.All.Contains(argument): return SetFormat(argument);
            case ("\\i", not null): return RunFile(argument.Trim('\''));
            default: return Unknown(words[0]);
        }
    }

    int RunSql(string sql) => runner.Run(new Script(null, sql, null));

    int RunFile(string path)
    {
        try
        {
            return runner.Run(Script.OfFile(path));
        }
        catch (SqlInferenceException exception) when (exception is not LanguageException)
        {
            console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
            return exception.Condition.ExitCode;
        }
    }

    int ToggleTiming()
    {
        runner.Timing = !runner.Timing;
        console.Tell(runner.Timing ? "Timing is on." : "Timing is off.");
        return ScriptRunner.Ok;
    }

    int SetFormat(string name)
    {
        output.Format = FormatNames.Create(name, console, FormatNames.DefaultMaxRows);
        return ScriptRunner.Ok;
    }

    int Unknown(string command)
    {
        var exception = new SqlInferenceException(ErrorConditions.SyntaxError,
            $"'{command}' is no command of the shell, or not with these words.", "\\? lists the commands.");
        console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
        return exception.Condition.ExitCode;
    }
}
