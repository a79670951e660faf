using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Service;
using SqlInference.Service.Embedded;

namespace SqlInference.Cli.Commands;

/// <summary>What a command works with, from the opening of the data folder to the exit code.</summary>
sealed class EngineSession
{
    /// <summary>As of a process that SIGPIPE ended.</summary>
    const int OutputClosed = 141;

    EngineSession(EmbeddedSession session, UserConsole console, Interrupts interrupts)
    {
        Session = session;
        Console = console;
        Interrupts = interrupts;
    }

    public EmbeddedSession Session { get; }

    public UserConsole Console { get; }

    public Interrupts Interrupts { get; }

    /// <summary>Prepares, opens the engine, works, closes it; however that ends, there is an exit code and a message.</summary>
    public static int Run<T>(Settings settings, Func<Interrupts, T> prepare, Func<EngineSession, T, int> work)
    {
        var console = new UserConsole();
        using var interrupts = new Interrupts(settings.InterruptEnds);
        try
        {
            var prepared = prepare(interrupts);
            var options = new ServiceOptions { Notices = new Notices(console.Notice) };
            using var engine = EmbeddedEngine.Open(settings.DataFolder, options, settings.Threads);
            using var session = engine.Connect(console.Notice);
            var code = work(new(session, console, interrupts), prepared);
            return interrupts.EndingWith ?? code;
        }
        catch (OutputClosedException)
        {
            return OutputClosed;
        }
        catch (OperationCanceledException) when (interrupts.EndingWith is { } code)
        {
            return code;
        }
        catch (SqlInferenceException exception)
        {
            console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
            return exception.Condition.ExitCode;
        }
        catch (Exception exception)
        {
            console.Tell(ErrorText.OfUnexpected(exception, console.ErrorHasColour));
            return ErrorConditions.InternalError.ExitCode;
        }
    }

    public sealed record Settings
    {
        public required string DataFolder { get; init; }

        public int? Threads { get; init; }

        /// <summary>Whether Ctrl-C ends the command, rather than the statement under way alone.</summary>
        public required bool InterruptEnds { get; init; }
    }
}
