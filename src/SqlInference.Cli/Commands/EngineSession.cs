using SqlInference.Cli.Terminal;
using SqlInference.Inference.Devices;
using SqlInference.Service;
using SqlInference.Service.Embedded;
using SqlInference.Service.Remote;

namespace SqlInference.Cli.Commands;

/// <summary>What a command works with, from the opening of the data folder to the exit code.</summary>
sealed class EngineSession
{
    EngineSession(EmbeddedSession session, UserConsole console, Interrupts interrupts)
    {
        Session = session;
        Console = console;
        Interrupts = interrupts;
    }

    public EmbeddedSession Session { get; }

    public UserConsole Console { get; }

    public Interrupts Interrupts { get; }

    /// <summary>Prepares, opens the engine, works, closes it.</summary>
    public static int Run<T>(Settings settings, Func<Interrupts, T> prepare, Func<EngineSession, T, int> work) =>
        CommandRun.Run(settings.InterruptEnds, (console, interrupts) =>
        {
            var prepared = prepare(interrupts);
            var options = new ServiceOptions { Remote = settings.Remote(), Notices = new Notices(console.Notice) };
            using var engine = EmbeddedEngine.Open(settings.DataFolder, options, settings.Threads);
            using var session = engine.Connect(console.Notice);
            return work(new(session, console, interrupts), prepared);
        });

    public sealed record Settings
    {
        public required string DataFolder { get; init; }

        public int? Threads { get; init; }

        /// <summary>Asked when errors can be told.</summary>
        public Func<RemoteAccess> Remote { get; init; } = static () => new();

        /// <summary>Whether Ctrl-C ends the command, rather than the statement under way alone.</summary>
        public required bool InterruptEnds { get; init; }
    }
}
