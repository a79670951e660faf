namespace SqlInference.Cli.Shell;

/// <summary>A key, or a character that was pasted.</summary>
readonly record struct Key(KeyKind Kind, string Text = "")
{
    public static Key Control(char letter) => new(KeyKind.Control, letter.ToString());
}
