using SqlInference.Sidecar.Copying;

namespace SqlInference.Sidecar.Statements;

/// <summary>A statement that the session carries out itself. All others are the engine's.</summary>
abstract record Command;

sealed record BeginCommand(bool IsReadOnly, string Tag) : Command;

sealed record CommitCommand : Command;

sealed record RollbackCommand : Command;

sealed record SavepointCommand(string Name) : Command;

sealed record ReleaseCommand(string Name) : Command;

sealed record RollbackToCommand(string Name) : Command;

/// <param name="Value">Null for the default.</param>
sealed record SetCommand(string Name, string? Value, bool IsLocal) : Command;

/// <summary>What a transaction is to be like; every one is as strict as any of them.</summary>
sealed record SetTransactionCommand : Command;

/// <param name="Name">Null for all.</param>
sealed record ResetCommand(string? Name) : Command;

/// <param name="Name">Null for all.</param>
sealed record ShowCommand(string? Name) : Command;

sealed record DiscardCommand(bool IsAll) : Command;

sealed record DeclareCommand(string Cursor, string Query, bool IsHeld, bool IsBinary) : Command;

/// <param name="Count">How many rows; long.MaxValue for all.</param>
/// <param name="IsMove">Rows are passed over and not given.</param>
sealed record FetchCommand(string Cursor, long Count, bool IsMove, bool IsBackward) : Command;

/// <param name="Cursor">Null for all.</param>
sealed record CloseCommand(string? Cursor) : Command;

/// <param name="Statement">Null for all.</param>
sealed record DeallocateCommand(string? Statement) : Command;

/// <summary>Nobody is told of anything here, so there is nothing to stop listening to.</summary>
sealed record UnlistenCommand : Command;

sealed record ExplainCommand(string Text, bool IsAnalyze) : Command;

sealed record CopyCommand(CopyStatement Statement) : Command;
