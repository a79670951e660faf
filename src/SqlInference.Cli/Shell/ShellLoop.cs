using SqlInference.Cli.Scripts;
using SqlInference.Cli.Terminal;
using SqlInference.Language;

namespace SqlInference.Cli.Shell;

/// <summary>Reads statements and commands and runs them until there are no more.</summary>
sealed class ShellLoop(ILineReader lines, ScriptRunner runner, MetaCommands commands, UserConsole console, Interrupts interrupts)
{
    const string Prompt = "sqlinference> ";
    const string Continuation = "         -> ";

    readonly StatementBuffer _buffer = new(runner.Session.Dialect);
    bool _abandonedLast;
    int _firstError = ScriptRunner.Ok;

    /// <summary>Returns the exit code: that of the first error where nobody was there to read of it.</summary>
    public int Run()
    {
        while (!commands.Quit && interrupts.EndingWith == null)
        {
            string? line;
            try
            {
                line = lines.Read(_buffer.IsEmpty ? Prompt : Continuation);
            }
            catch (LineAbandonedException abandoned)
            {
                if (Abandon(abandoned))
                    return Interrupts.Interrupted;
                continue;
            }

            _abandonedLast = false;
            if (line == null)
            {
                RunRest();
                break;
            }

            Take(line);
        }

        return lines.IsInteractive ? ScriptRunner.Ok : _firstError;
    }

    void Take(string line)
    {
        if (_buffer.IsEmpty && MetaCommands.IsOne(line))
        {
            Note(commands.Run(line));
            return;
        }

        var (text, statements) = _buffer.Add(line);
        RunAll(text, statements);
    }

    /// <summary>Somebody who types may have changed their mind; a script just lacks its last semicolon.</summary>
    void RunRest()
    {
        if (lines.IsInteractive)
            return;
        var (text, statements) = _buffer.TakeRest();
        RunAll(text, statements);
    }

    void RunAll(string text, IReadOnlyList<ScriptStatement> statements)
    {
        var script = new Script(null, text, null);
        foreach (var statement in statements.Repeated())
        {
            var code = runner.Run(script, statement);
            Note(code);
            if (code == Interrupts.Interrupted || interrupts.EndingWith != null)
                return;
        }
    }

    /// <summary>Whether that was enough of it.</summary>
    bool Abandon(LineAbandonedException abandoned)
    {
        if (!abandoned.WasEmpty || !_buffer.IsEmpty)
        {
            _buffer.Clear();
            _abandonedLast = false;
            return false;
        }

        if (_abandonedLast)
            return true;
        _abandonedLast = true;
        console.Tell("Press Ctrl-C again or Ctrl-D to quit.");
        return false;
    }

    void Note(int code)
    {
        if (_firstError == ScriptRunner.Ok)
            _firstError = code;
    }
}
