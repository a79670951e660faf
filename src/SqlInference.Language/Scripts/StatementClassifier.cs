namespace SqlInference.Language;

/// <summary>
/// Tells our statements from those of the database by as few words as possible. Whatever the database itself could
/// mean by the text is the database's: <c>GRANT SELECT ON model TO bob</c> is about a table of that name.
/// </summary>
public static class StatementClassifier
{
    // What PostgreSQL's and DuckDB's COPY do not have outside parentheses.
    static readonly string[] RedshiftCopyWords =
        ["IAM_ROLE", "CREDENTIALS", "ACCESS_KEY_ID", "REGION", "FORMAT", "PARQUET", "JSON", "IGNOREHEADER", "GZIP"];

    /// <summary>What the first statement of a text is.</summary>
    public static StatementKind Classify(ReadOnlySpan<char> statement, SqlDialect dialect)
    {
        var cursor = new WordCursor(statement, dialect);
        if (cursor.Take("CREATE"))
            return Create(ref cursor, dialect);
        if (cursor.Take("SHOW"))
            return Show(ref cursor);
        if (cursor.Take("DROP"))
            return Drop(ref cursor, dialect);
        if (cursor.Take("ALTER"))
            return cursor.IsWord("MODEL") ? StatementKind.AlterModel : StatementKind.PassThrough;
        if (cursor.Take("GRANT"))
            return IsAboutModels(ref cursor) ? StatementKind.Grant : StatementKind.PassThrough;
        if (cursor.Take("REVOKE"))
            return IsAboutModels(ref cursor) ? StatementKind.Revoke : StatementKind.PassThrough;
        if (cursor.Take("USING"))
            return IsUsingFunction(ref cursor) ? StatementKind.UsingFunction : StatementKind.PassThrough;
        return cursor.Take("COPY") && IsRedshiftCopy(ref cursor) ? StatementKind.Copy : StatementKind.PassThrough;
    }

    /// <summary>Whether a statement of SQL Server holds all that follows in its batch.</summary>
    internal static bool IsModule(ReadOnlySpan<char> statement, SqlDialect dialect)
    {
        var cursor = new WordCursor(statement, dialect);
        if (cursor.Take("CREATE"))
        {
            if (cursor.Take("OR"))
                cursor.Take("ALTER");
        }
        else if (!cursor.Take("ALTER"))
        {
            return false;
        }

        return cursor.IsWord("PROCEDURE") || cursor.IsWord("PROC") || cursor.IsWord("FUNCTION") || cursor.IsWord("TRIGGER");
    }

    static StatementKind Create(ref WordCursor cursor, SqlDialect dialect)
    {
        if (cursor.Take("OR"))
            cursor.Take("REPLACE");
        if (cursor.IsWord("MODEL"))
            return StatementKind.CreateModel;
        if (cursor.Take("ENDPOINT"))
            return IsOurEndpoint(ref cursor, dialect) ? StatementKind.CreateEndpoint : StatementKind.PassThrough;
        if (!cursor.Take("EXTERNAL"))
            return StatementKind.PassThrough;
        if (cursor.IsWord("FUNCTION"))
            return StatementKind.ExternalFunction;
        return cursor.Take("MODEL") && !IsModelOfSqlServer(ref cursor, dialect) ? StatementKind.ExternalModel : StatementKind.PassThrough;
    }

    static StatementKind Show(ref WordCursor cursor)
    {
        if (cursor.Take("MODELS"))
            return cursor.AtEnd ? StatementKind.ShowModel : StatementKind.PassThrough;

        // Alone, the word is a table in DuckDB and a setting in PostgreSQL.
        if (cursor.Take("MODEL"))
            return cursor.IsName || cursor.IsString ? StatementKind.ShowModel : StatementKind.PassThrough;
        return cursor.Take("ENDPOINT") && (cursor.IsName || cursor.IsString) ? StatementKind.ShowEndpoint : StatementKind.PassThrough;
    }

    static StatementKind Drop(ref WordCursor cursor, SqlDialect dialect)
    {
        if (cursor.IsWord("MODEL"))
            return StatementKind.DropModel;
        if (!cursor.Take("ENDPOINT"))
            return StatementKind.PassThrough;
        if (cursor.Take("IF"))
            cursor.Take("EXISTS");
        return IsOurEndpoint(ref cursor, dialect) ? StatementKind.DropEndpoint : StatementKind.PassThrough;
    }

    /// <summary>SQL Server has endpoints of its own, whose names are not in single quotes.</summary>
    static bool IsOurEndpoint(ref WordCursor cursor, SqlDialect dialect) =>
        cursor.IsString || !dialect.HasOwnModels;

    /// <summary>SQL Server 2025 has <c>CREATE EXTERNAL MODEL name [AUTHORIZATION …] WITH (…)</c>.</summary>
    static bool IsModelOfSqlServer(ref WordCursor cursor, SqlDialect dialect) =>
        dialect.HasOwnModels && cursor.TakeName() && (cursor.IsWord("WITH") || cursor.IsWord("AUTHORIZATION"));

    static bool IsAboutModels(ref WordCursor cursor)
    {
        if (cursor.Take("GRANT"))
        {
            if (!cursor.Take("OPTION") || !cursor.Take("FOR"))
                return false;
        }

        if (cursor.Take("CREATE"))
            return cursor.IsWord("MODEL");
        while (!cursor.AtEnd && !cursor.IsWord("ON") && !cursor.IsWord("TO") && !cursor.IsWord("FROM"))
            cursor.Advance();
        return cursor.Take("ON") && cursor.Take("MODEL") && cursor.IsName && !cursor.IsWord("TO") && !cursor.IsWord("FROM");
    }

    static bool IsUsingFunction(ref WordCursor cursor)
    {
        cursor.Take("EXTERNAL");
        return cursor.IsWord("FUNCTION");
    }

    static bool IsRedshiftCopy(ref WordCursor cursor)
    {
        if (!cursor.TakeName())
            return false;
        if (cursor.IsSymbol('('))
            SkipParentheses(ref cursor);
        if (!cursor.Take("FROM") || !cursor.IsString)
            return false;
        for (cursor.Advance(); !cursor.AtEnd; cursor.Advance())
        {
            if (cursor.IsSymbol('('))
                return false;
            foreach (var word in RedshiftCopyWords)
            {
                if (cursor.IsWord(word))
                    return true;
            }
        }

        return false;
    }

    static void SkipParentheses(ref WordCursor cursor)
    {
        while (!cursor.AtEnd && !cursor.IsSymbol(')'))
            cursor.Advance();
        cursor.Advance();
    }
}
