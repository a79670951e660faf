using SqlInference.Errors;

namespace SqlInference.Engines.SqlServer;

/// <summary>Names and values as text of T-SQL that SQL Server reads back as they were, whatever its settings say of quotes.</summary>
static class SqlText
{
    public static string Identifier(string name) => $"[{Checked(name).Replace("]", "]]", StringComparison.Ordinal)}]";

    public static string Literal(string text) => $"N'{Checked(text).Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Bit(bool value) => value ? "1" : "0";

    // https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-backslash
    static string Checked(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw Unkept("the character U+0000");
        return text.Contains("\\\n", StringComparison.Ordinal) || text.Contains("\\\r", StringComparison.Ordinal)
            ? throw Unkept("a backslash at the end of a line")
            : text;
    }

    static SqlInferenceException Unkept(string what) =>
        new(ErrorConditions.InvalidClauseValue, $"A name or value holds {what}, which SQL Server does not keep.", "Leave it out.");
}
