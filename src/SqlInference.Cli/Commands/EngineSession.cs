using SqlInference.Cli.Terminal;
using SqlInference.Inference.Devices;
using SqlInference.Service;
using SqlInference.Service.Embedded;
using SqlInference.Service.Remote;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Commands;

/// <summary>What a command works with, from the opening of the data folder or database to the exit code.</summary>
sealed class EngineSession
{
    EngineSession(IScriptSession session, UserConsole console, Interrupts interrupts)
    {
        Session = session;
        Console = console;
        Interrupts = interrupts;
    }

    public IScriptSession Session { get; }

    public UserConsole Console { get; }

    public Interrupts Interrupts { get; }

    /// <summary>Prepares, opens the engine, works, closes it.</summary>
    public static int Run<T>(Settings settings, Func<Interrupts, T> prepare, Func<EngineSession, T, int> work) =>
        CommandRun.Run(settings.InterruptEnds, (console, interrupts) =>
        {
            var prepared = prepare(interrupts);
            return settings.Server is { } open
                ? OnServer(open, console, session => work(new(session, console, interrupts), prepared))
                : Embedded(settings, console, session => work(new(session, console, interrupts), prepared));
        });

    static int Embedded(Settings settings, UserConsole console, Func<IScriptSession, int> work)
    {
        var options = new ServiceOptions { Remote = settings.Remote(), Notices = new Notices(console.Notice) };
        using var engine = EmbeddedEngine.Open(settings.DataFolder, options, settings.Threads);
        using var session = engine.Connect(console.Notice);
        return work(session);
    }

    static int OnServer(Func<Action<string>, IScriptSession> open, UserConsole console, Func<IScriptSession, int> work)
    {
        using var session = open(console.Notice);
        return work(session);
    }

    public sealed record Settings
    {
        public required string DataFolder { get; init; }

        /// <summary>Opens a session of a database server; null for the embedded engine.</summary>
        public Func<Action<string>, IScriptSession>? Server { get; init; }

        public int? Threads { get; init; }

        /// <summary>Asked when errors can be told.</summary>
        public Func<RemoteAccess> Remote { get; init; } = static () => new();

        /// <summary>Whether Ctrl-C ends the command, rather than the statement under way alone.</summary>
        public required bool InterruptEnds { get; init; }
    }
}
