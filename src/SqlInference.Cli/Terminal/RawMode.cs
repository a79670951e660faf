namespace SqlInference.Cli.Terminal;

/// <summary>
/// The terminal gives every key as it is pressed, Ctrl-C included, and marks what is pasted; until disposed of.
/// </summary>
sealed class RawMode : IDisposable
{
    const string BeginMarkingPaste = "\e[?2004h";
    const string EndMarkingPaste = "\e[?2004l";

    readonly UserConsole _console;
    readonly LibC.TerminalSettings _before;

    public RawMode(UserConsole console)
    {
        _console = console;
        _ = LibC.GetTerminalSettings(LibC.StandardInput, out _before);
        var raw = _before;
        LibC.MakeRaw(ref raw);
        _ = LibC.SetTerminalSettings(LibC.StandardInput, LibC.TCSADRAIN, raw);
        console.Print(BeginMarkingPaste);
    }

    /// <summary>Whether somebody sits in front of both input and output.</summary>
    public static bool IsPossible => LibC.IsATerminal(LibC.StandardInput) == 1 && LibC.IsATerminal(LibC.StandardOutput) == 1
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public void Dispose()
    {
        _console.Print(EndMarkingPaste);
        _ = LibC.SetTerminalSettings(LibC.StandardInput, LibC.TCSADRAIN, _before);
    }
}
