using System.CommandLine;
using SqlInference.Cli.Output;
using SqlInference.Cli.Scripts;
using SqlInference.Cli.Shell;
using SqlInference.Cli.Terminal;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference shell</c>: statements as they are typed.</summary>
static class ShellCommand
{
    const string HistoryFile = "shell_history";

    /// <summary>Where there is no data folder.</summary>
    static string HistoryAtHome => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".sqlinference_history");

    const string Examples =
        """
          sqlinference shell
          sqlinference shell --data /var/lib/models
          echo "SELECT 1 AS one;" | sqlinference shell
        """;

    public static Command Create()
    {
        var engine = new EngineOptions();
        var command = new Command("shell", "Type SQL on the embedded engine or on a database server, model statements included.");
        engine.AddTo(command);
        var database = new DatabaseOptions(engine);
        database.AddTo(command);
        var wait = new WaitOptions();
        wait.AddTo(command);
        command.SetAction(arguments =>
        {
            var folder = engine.DataFolder(arguments);
            return EngineSession.Run(new()
            {
                DataFolder = folder,
                Server = database.Session(arguments),
                Threads = engine.Threads(arguments),
                Remote = () => engine.Remote(arguments),
                InterruptEnds = !RawMode.IsPossible,
            }, interrupts => new StandardInputStream(interrupts), (session, input) => database.Shown(arguments) is { } server
                ? Run(session, input, wait.Wait(arguments), HistoryAtHome, $"connected to {server}")
                : Run(session, input, wait.Wait(arguments), Path.Combine(folder, HistoryFile), $"data in {Path.GetFullPath(folder)}"));
        });
        return command.WithExamples(Examples);
    }

    static int Run(EngineSession session, StandardInputStream input, TrainingWait? wait, string history, string place)
    {
        var console = session.Console;
        var interactive = RawMode.IsPossible;
        using var reader = new StreamReader(input, Script.Strict);
        ILineReader lines = interactive
            ? new LineEditor(console, new(input), new(history))
            : new PipedLines(reader);
        if (interactive)
            console.Print($"sqlinference {VersionLine.Own}, {place}. \\? for help, \\q to quit.\n");

        // Who types SHOW MODEL wants to see how far the training is; a script wants its result.
        session.Session.Wait = wait ?? (interactive ? TrainingWait.Needed : TrainingWait.Named);
        var output = new StatementOutput(FormatNames.Create(FormatNames.Table, console, FormatNames.DefaultMaxRows));
        var runner = new ScriptRunner(session.Session, output, console, session.Interrupts);
        var first = new ShellLoop(lines, runner, new(runner, output, console), console, session.Interrupts).Run();
        var last = runner.Finish();
        return first == ScriptRunner.Ok ? last : first;
    }
}
