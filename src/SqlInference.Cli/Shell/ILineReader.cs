namespace SqlInference.Cli.Shell;

/// <summary>Where the shell's lines come from.</summary>
interface ILineReader
{
    /// <summary>Whether somebody sits there and reads prompts.</summary>
    bool IsInteractive { get; }

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="LineAbandonedException">Ctrl-C was pressed instead.</exception>
    string? Read(string prompt);
}
