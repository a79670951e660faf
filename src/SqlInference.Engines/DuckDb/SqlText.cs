namespace SqlInference.Engines.DuckDb;

/// <summary>Quoting for DuckDB.</summary>
public static class SqlText
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>For display: bare where the name is lower-case letters, digits and underscores.</summary>
    public static string IdentifierIfNeeded(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name : Identifier(name);
}
