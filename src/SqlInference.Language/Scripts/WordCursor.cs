namespace SqlInference.Language;

/// <summary>Walks along a statement's tokens to see what it is.</summary>
ref struct WordCursor
{
    readonly ReadOnlySpan<char> _text;
    readonly SqlDialect _dialect;

    public WordCursor(ReadOnlySpan<char> text, SqlDialect dialect)
    {
        _text = text;
        _dialect = dialect;
        Current = SqlLexer.Next(text, 0, dialect);
    }

    public Token Current { get; private set; }

    public readonly bool AtEnd => Current.Kind is TokenKind.End or TokenKind.Comment || IsSymbol(';');

    public readonly bool IsName => Current.Kind is TokenKind.Word or TokenKind.QuotedIdentifier;

    public readonly bool IsString => Current.Kind is TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString;

    public readonly bool IsWord(string keyword) => Current.IsWord(_text, keyword);

    public readonly bool IsSymbol(char symbol) => Current.IsSymbol(_text, symbol);

    public void Advance() => Current = SqlLexer.Next(_text, Current.End, _dialect);

    public bool Take(string keyword)
    {
        if (!IsWord(keyword))
            return false;
        Advance();
        return true;
    }

    public bool TakeName()
    {
        if (!IsName)
            return false;
        Advance();
        while (IsSymbol('.'))
        {
            Advance();
            if (IsName)
                Advance();
        }

        return true;
    }
}
