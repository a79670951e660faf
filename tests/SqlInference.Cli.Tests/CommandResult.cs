namespace SqlInference.Cli.Tests;

/// <summary>What a run of the command left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
