using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>Finds where a query inside a statement ends, without reading more of it than quotes and parentheses.</summary>
static class QueryText
{
    /// <summary>Reads <c>'(' query ')'</c> and returns the exact text between the parentheses.</summary>
    public static string ReadParenthesised(TokenReader reader)
    {
        var open = reader.Current;
        reader.Advance();
        if (reader.IsSymbol(')'))
            throw reader.Unexpected("a query");
        var depth = 1;
        while (true)
        {
            if (reader.AtEnd)
                throw reader.Fail(ErrorConditions.UnterminatedText, "the parenthesis that opens here is not closed.", open, "Close it with ')'.");
            if (reader.IsSymbol(';'))
                throw reader.Unexpected("')'", "A query in parentheses holds one SELECT and no semicolon.");
            if (reader.IsSymbol('('))
                depth++;
            else if (reader.IsSymbol(')') && --depth == 0)
                break;
            reader.Advance();
        }

        var text = reader.Text[open.End..reader.Current.Start];
        reader.Advance();
        return text;
    }

    /// <summary>Reads a query that reaches to the end of the statement and returns its exact text.</summary>
    public static string ReadToEnd(TokenReader reader)
    {
        if (!reader.IsWord("SELECT") && !reader.IsWord("WITH") && !reader.IsSymbol('('))
            throw reader.Unexpected("',' or SELECT");
        var start = reader.Current.Start;
        var open = new Stack<Token>();
        while (!reader.AtEnd && !(reader.IsSymbol(';') && open.Count == 0))
        {
            if (reader.IsSymbol(';'))
                throw reader.Unexpected("')'");
            if (reader.IsSymbol('('))
                open.Push(reader.Current);
            else if (reader.IsSymbol(')') && !open.TryPop(out _))
                throw reader.Unexpected("the end of the statement");
            reader.Advance();
        }

        if (open.TryPeek(out var opened))
            throw reader.Fail(ErrorConditions.UnterminatedText, "the parenthesis that opens here is not closed.", opened, "Close it with ')'.");
        var text = reader.Text[start..reader.EndOfPrevious];
        reader.ExpectEnd();
        return text;
    }
}
