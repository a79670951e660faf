using System.CommandLine;
using SqlInference.Cli.Commands;
using SqlInference.Cli.Scripts;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Plot;

/// <summary><c>sqlinference plot</c>: the result of a query as a picture.</summary>
sealed class PlotCommand
{
    const string Examples =
        """
          sqlinference plot -o scores.svg -c "SELECT time, value, score, cutoff FROM scores"
          sqlinference plot -o scores.svg --title "Rides" -c "SELECT time, value, score, cutoff, event FROM scores"
        """;

    readonly EngineOptions _engine = new();

    readonly Option<string> _command = new("-c", "--command")
    {
        Description = "Statements whose last query answers time, value, score, cutoff and, if wanted, label.",
        HelpName = "SQL",
        Required = true,
    };

    readonly Option<string> _output = new("-o", "--output") { Description = "The SVG file to write.", HelpName = "FILE", Required = true };

    readonly Option<string?> _title = new("--title") { Description = "What stands above the picture.", HelpName = "TEXT" };

    public static Command Create() => new PlotCommand().Build();

    Command Build()
    {
        var command = new Command("plot", "Draw a series with its anomaly scores as an SVG picture.") { _command, _output, _title };
        _engine.AddTo(command);
        command.SetAction(arguments => EngineSession.Run(new()
        {
            DataFolder = _engine.DataFolder(arguments),
            Threads = _engine.Threads(arguments),
            Remote = () => _engine.Remote(arguments),
            InterruptEnds = true,
        }, _ => arguments, Run));
        return command.WithExamples(Examples);
    }

    int Run(EngineSession session, ParseResult arguments)
    {
        var cancellation = session.Interrupts.Begin();
        try
        {
            var data = Read(session.Session, arguments.GetValue(_command)!, cancellation);
            var file = arguments.GetValue(_output)!;
            Write(file, AnomalyPlot.Draw(data, arguments.GetValue(_title)));
            return ScriptRunner.Ok;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            session.Console.Tell("cancelled");
            return session.Interrupts.EndingWith ?? Interrupts.Interrupted;
        }
        finally
        {
            session.Interrupts.End();
        }
    }

    static PlotData Read(IScriptSession session, string sql, CancellationToken cancellation)
    {
        var output = new PlotOutput();
        foreach (var statement in ScriptSplitter.Split(sql, session.Dialect))
            session.Run(sql, statement, output, cancellation);
        session.Finish(output, cancellation);
        return output.Data ?? throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
            "There is no query to draw.", "Give a SELECT of time, value, score, cutoff and, if wanted, label.");
    }

    static void Write(string file, string svg)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            File.WriteAllText(file, svg);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                $"The picture cannot be written to '{file}': {exception.Message}", "Choose another file with --output.", exception);
        }
    }
}
