namespace SqlInference.Gateway.Rewriting;

/// <summary>The text of a query with PostgreSQL's words in the place of statements about models.</summary>
/// <param name="Text">In Latin 1, one character for each byte; null where there is none.</param>
/// <param name="Tags">For each statement, what it is called when it is done; null where that is PostgreSQL's to say.</param>
sealed record RewrittenText(string? Text, IReadOnlyList<string?> Tags);
