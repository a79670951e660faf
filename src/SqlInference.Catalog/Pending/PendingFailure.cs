namespace SqlInference.Catalog;

/// <summary>An error that is told again to whoever asks for the statement.</summary>
public sealed record PendingFailure(string Code, string Message, string? Hint);
