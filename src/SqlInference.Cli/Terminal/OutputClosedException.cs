namespace SqlInference.Cli.Terminal;

/// <summary>Nobody reads our output any more, as after <c>| head</c>.</summary>
sealed class OutputClosedException() : IOException("The output was closed by its reader.");
