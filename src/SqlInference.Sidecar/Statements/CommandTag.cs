using System.Globalization;
using SqlInference.Engines.DuckDb;

namespace SqlInference.Sidecar.Statements;

/// <summary>What is said when a statement of the engine is done: <c>INSERT 0 3</c>.</summary>
static class CommandTag
{
    public static Func<long, string> Of(DuckDbStatementKind kind, string text) => kind switch
    {
        DuckDbStatementKind.Insert => rows => Counted("INSERT 0", rows),
        DuckDbStatementKind.Update => rows => Counted("UPDATE", rows),
        DuckDbStatementKind.Delete => rows => Counted("DELETE", rows),
        DuckDbStatementKind.MergeInto => rows => Counted("MERGE", rows),
        DuckDbStatementKind.Copy => rows => Counted("COPY", rows),
        DuckDbStatementKind.Create or DuckDbStatementKind.CreateFunction or DuckDbStatementKind.Drop or DuckDbStatementKind.Alter => _ => Definition(text),
        DuckDbStatementKind.Analyze => _ => "ANALYZE",
        DuckDbStatementKind.Vacuum => _ => text.AsSpan().TrimStart().StartsWith("ANALYZE", StringComparison.OrdinalIgnoreCase) ? "ANALYZE" : "VACUUM",
        DuckDbStatementKind.Prepare => _ => "PREPARE",
        DuckDbStatementKind.VariableSet => _ => "SET",
        DuckDbStatementKind.Explain => _ => "EXPLAIN",
        DuckDbStatementKind.Call => _ => "CALL",
        _ => rows => Counted("SELECT", rows),
    };

    static string Counted(string what, long rows) => string.Create(CultureInfo.InvariantCulture, $"{what} {Math.Max(0, rows)}");

    /// <summary>The verb and what it is about: CREATE TABLE, DROP VIEW.</summary>
    static string Definition(string text)
    {
        var words = new Words(text);
        var verb = words.TakeAny("CREATE", "DROP", "ALTER", "COMMENT") ?? "CREATE";
        if (verb == "COMMENT")
            return verb;
        if (words.Take("OR"))
            words.Take("REPLACE");
        while (words.TakeAny("TEMP", "TEMPORARY", "LOCAL", "UNIQUE", "PERSISTENT", "RECURSIVE") is not null)
        {
        }

        return $"{verb} {words.TakeAny("TABLE", "VIEW", "SCHEMA", "INDEX", "SEQUENCE", "TYPE", "MACRO", "FUNCTION", "DATABASE", "SECRET") ?? "TABLE"}";
    }
}
