using System.Globalization;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.Servers;
using SqlInference.Language;

namespace SqlInference.Cli.Output;

/// <summary>What is printed for a command of the database that answers no rows: <c>CREATE TABLE</c>, <c>INSERT 3</c>.</summary>
static class CommandTag
{
    static readonly string[] Modifiers = ["OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE", "PERSISTENT", "RECURSIVE", "MATERIALIZED"];

    public static string Of(string statement, DuckDbResult result) => result.StatementKind switch
    {
        DuckDbStatementKind.Insert => Counted("INSERT", result),
        DuckDbStatementKind.Update => Counted("UPDATE", result),
        DuckDbStatementKind.Delete => Counted("DELETE", result),
        DuckDbStatementKind.Copy => Counted("COPY", result),
        DuckDbStatementKind.MergeInto => Counted("MERGE", result),
        DuckDbStatementKind.Create or DuckDbStatementKind.CreateFunction or DuckDbStatementKind.Drop or DuckDbStatementKind.Alter =>
            FirstWords(statement, 2),
        _ => FirstWords(statement, 1),
    };

    /// <summary>As psql prints it, but for INSERT, whose 0 in front of the number says nothing.</summary>
    public static string Of(string statement, ServerResult result) => FirstWords(statement, 1) switch
    {
        "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "COPY" or "SELECT" or "FETCH" or "MOVE" or "WITH" or "TABLE" or "VALUES" when result.RowsChanged >= 0 =>
            string.Create(CultureInfo.InvariantCulture, $"{FirstWords(statement, 1)} {result.RowsChanged}"),
        "CREATE" or "DROP" or "ALTER" or "REFRESH" or "START" or "TRUNCATE" or "PREPARE" => FirstWords(statement, 2),
        var tag => tag,
    };

    static string Counted(string tag, DuckDbResult result) =>
        result.RowsChanged < 0 ? tag : string.Create(CultureInfo.InvariantCulture, $"{tag} {result.RowsChanged}");

    /// <summary>The first keywords, without those that say how rather than what.</summary>
    static string FirstWords(string statement, int count)
    {
        var words = new List<string>();
        for (var token = SqlLexer.Next(statement, 0, SqlDialect.Embedded);
             token.Kind == TokenKind.Word && words.Count < count;
             token = SqlLexer.Next(statement, token.End, SqlDialect.Embedded))
        {
            var word = token.In(statement).ToString().ToUpperInvariant();
            if (!Modifiers.Contains(word))
                words.Add(word);
        }

        return words.Count == 0 ? "OK" : string.Join(' ', words);
    }
}
