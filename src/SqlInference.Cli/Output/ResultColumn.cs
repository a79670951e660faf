namespace SqlInference.Cli.Output;

/// <param name="IsNumber">Numbers line up at their right ends.</param>
readonly record struct ResultColumn(string Name, bool IsNumber);
