namespace SqlInference.Cli.Shell;

/// <summary>The user pressed Ctrl-C instead of finishing the line.</summary>
/// <param name="wasEmpty">Whether there was nothing to abandon on it.</param>
sealed class LineAbandonedException(bool wasEmpty) : Exception
{
    public bool WasEmpty { get; } = wasEmpty;
}
