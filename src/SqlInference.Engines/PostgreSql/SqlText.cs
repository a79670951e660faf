using SqlInference.Errors;

namespace SqlInference.Engines.PostgreSql;

/// <summary>Names and values as text of SQL that PostgreSQL reads back as they were, whatever its settings say of backslashes.</summary>
static class SqlText
{
    /// <summary>What PostgreSQL cuts names to, in bytes of UTF-8.</summary>
    public const int NameBytes = 63;

    public static string Identifier(string name) => $"\"{Checked(name).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text)
    {
        var quoted = Checked(text).Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal) ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }

    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>An array whose type is known even where it has no element.</summary>
    public static string TextArray(IEnumerable<string> values) => $"ARRAY[{string.Join(", ", values.Select(Literal))}]::text[]";

    public static string BooleanArray(IEnumerable<bool> values) => $"ARRAY[{string.Join(", ", values.Select(Boolean))}]::bool[]";

    // The server would end the statement there.
    static string Checked(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, "A name or value holds the character U+0000, which PostgreSQL cannot keep.", "Leave it out.")
        : text;
}
