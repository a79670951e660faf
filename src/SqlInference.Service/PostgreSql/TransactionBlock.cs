using SqlInference.Language;

namespace SqlInference.Service.PostgreSql;

/// <summary>Whether a session is in a transaction, by the statements that it ran.</summary>
sealed class TransactionBlock
{
    public bool IsOpen { get; private set; }

    public void Ran(string sql)
    {
        var (first, second) = (Word(sql, 0, out var end), Word(sql, end, out end));
        switch (first, second)
        {
            case ("BEGIN", _) or ("START", "TRANSACTION"):
                IsOpen = true;
                break;
            case ("COMMIT" or "END" or "ABORT" or "PREPARE", _) when first != "PREPARE" || second == "TRANSACTION":
            case ("ROLLBACK", _) when !GoesBackToSavepoint(sql):
                IsOpen = IsChained(sql);
                break;
        }
    }

    static bool GoesBackToSavepoint(string sql) => Words(sql).Contains("TO");

    static bool IsChained(string sql) => Words(sql).SkipWhile(word => word != "AND").Take(2).SequenceEqual(["AND", "CHAIN"]);

    static IEnumerable<string> Words(string sql)
    {
        for (var word = Word(sql, 0, out var end); word.Length > 0; word = Word(sql, end, out end))
            yield return word;
    }

    static string Word(string sql, int position, out int end)
    {
        var token = SqlLexer.Next(sql, position, SqlDialect.PostgreSql);
        end = token.End;
        return token.Kind == TokenKind.Word ? sql[token.Start..token.End].ToUpperInvariant() : "";
    }
}
