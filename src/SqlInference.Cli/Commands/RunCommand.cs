using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Cli.Output;
using SqlInference.Cli.Scripts;
using SqlInference.Cli.Terminal;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference run</c>: scripts and statements, in the order of the command line.</summary>
sealed class RunCommand
{
    const string Examples =
        """
          sqlinference run setup.sql queries.sql
          sqlinference run -c "SELECT 1 AS one"
          sqlinference run --format csv -c "SELECT * FROM scores" > scores.csv
          echo "SHOW MODEL ALL;" | sqlinference run -
          sqlinference run --database postgresql://ann@db.example/shop setup.sql
        """;

    const string StandardInput = "-";

    readonly EngineOptions _engine = new();

    readonly DatabaseOptions _database;

    readonly Argument<string[]> _scripts = new("script")
    {
        Description = "Files with statements; - is standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<string[]> _commands = new("-c", "--command")
    {
        Description = "Statements to run, in their place among the scripts; may be given several times.",
        HelpName = "SQL",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string> _format = FormatNames.Option();

    readonly Option<int> _maxRows = new("--max-rows")
    {
        Description = "Rows shown of each result in the table format; 0 for all.",
        HelpName = "N",
        DefaultValueFactory = _ => FormatNames.DefaultMaxRows,
    };

    readonly Option<bool> _keepGoing = new("--keep-going") { Description = "Go on after an error; the exit code is that of the first one." };

    readonly Option<bool> _timing = new("--timing") { Description = "Tell how long each statement took." };

    readonly WaitOptions _wait = new();

    RunCommand() => _database = new(_engine);

    public static Command Create() => new RunCommand().Build();

    Command Build()
    {
        var command = new Command("run", "Run SQL scripts on the embedded engine or on a database server, model statements included.") { _scripts, _commands, _format, _maxRows };
        _engine.AddTo(command);
        _database.AddTo(command);
        command.Options.Add(_keepGoing);
        command.Options.Add(_timing);
        _wait.AddTo(command);
        command.Validators.Add(Check);
        command.SetAction(arguments => EngineSession.Run(new()
        {
            DataFolder = _engine.DataFolder(arguments),
            Server = _database.Session(arguments),
            Threads = _engine.Threads(arguments),
            Remote = () => _engine.Remote(arguments),
            InterruptEnds = true,
        }, interrupts => Scripts(arguments, interrupts), (session, scripts) => Run(session, scripts, arguments)));
        return command.WithExamples(Examples);
    }

    void Check(CommandResult result)
    {
        if (result.GetResult(_scripts) is not { Tokens.Count: > 0 } && result.GetResult(_commands) is not { Tokens.Count: > 0 })
            result.AddError("Nothing to run: name a script, give a statement with -c, or use - to read standard input.");
        if (result.GetResult(_scripts)?.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
            result.AddError($"There is no option '{option.Value}'. A script of that name is './{option.Value}'.");
        if (result.GetResult(_scripts)?.Tokens.Count(token => token.Value == StandardInput) > 1)
            result.AddError("Standard input (-) can be read only once.");
        if (result.GetResult(_maxRows) is { Tokens: [var maxRows] } && int.TryParse(maxRows.Value, out var rows) && rows < 0)
            result.AddError($"--max-rows is {rows}; it has to be 0 (all) or more.");
    }

    int Run(EngineSession session, IReadOnlyList<Script> scripts, ParseResult arguments)
    {
        var format = FormatNames.Create(arguments.GetValue(_format)!, session.Console, arguments.GetValue(_maxRows));
        var runner = new ScriptRunner(session.Session, new(format), session.Console, session.Interrupts)
        {
            KeepGoing = arguments.GetValue(_keepGoing),
            Timing = arguments.GetValue(_timing),
        };
        session.Session.Wait = _wait.Wait(arguments) ?? TrainingWait.Named;
        var first = ScriptRunner.Ok;
        foreach (var script in scripts)
        {
            var code = runner.Run(script);
            first = first == ScriptRunner.Ok ? code : first;
            if (session.Interrupts.EndingWith != null || (code != ScriptRunner.Ok && !runner.KeepGoing))
                break;
        }

        var last = runner.Finish();
        return first == ScriptRunner.Ok ? last : first;
    }

    /// <summary>All are read before the first statement runs, so that a wrong name does not show up half-way.</summary>
    List<Script> Scripts(ParseResult arguments, Interrupts interrupts)
    {
        // Options and arguments are collected apart; the tokens tell their order.
        var files = arguments.GetResult(_scripts)?.Tokens ?? [];
        var commands = arguments.GetResult(_commands)?.Tokens ?? [];
        var scripts = new List<Script>();
        foreach (var token in arguments.Tokens)
        {
            if (commands.Any(command => ReferenceEquals(command, token)))
                scripts.Add(Script.OfCommand(token.Value));
            else if (files.Any(file => ReferenceEquals(file, token)))
                scripts.Add(token.Value == StandardInput ? Script.OfInput(new StandardInputStream(interrupts)) : Script.OfFile(token.Value));
        }

        return scripts;
    }
}
