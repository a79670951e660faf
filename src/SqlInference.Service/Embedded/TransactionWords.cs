namespace SqlInference.Service.Embedded;

/// <summary>Tells the beginning of a transaction from its end; the database says that a statement is one of the two.</summary>
static class TransactionWords
{
    public static bool Begins(string sql)
    {
        var rest = sql.AsSpan().TrimStart();
        while (rest.StartsWith("--", StringComparison.Ordinal) || rest.StartsWith("/*", StringComparison.Ordinal))
        {
            var end = rest[0] == '-' ? rest.IndexOf('\n') : rest.IndexOf("*/", StringComparison.Ordinal) + 1;
            rest = end < 1 ? [] : rest[(end + 1)..].TrimStart();
        }

        return rest.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("START", StringComparison.OrdinalIgnoreCase);
    }
}
