namespace SqlInference.Cli.Shell;

/// <summary>What a key does on the line; the letters of control keys are told by <see cref="Key.Text"/>.</summary>
enum KeyKind
{
    /// <summary>The input has ended.</summary>
    End,

    Text,
    Control,
    Enter,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Up,
    Down,
    PasteStart,
    PasteEnd,
    Unknown,
}
