using SqlInference.Language;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Statements;

/// <summary>Walks along the tokens of one statement.</summary>
ref struct Words(ReadOnlySpan<char> text)
{
    readonly ReadOnlySpan<char> _text = text;
    Token _token = SqlLexer.Next(text, 0, SqlDialect.Embedded);

    /// <summary>Where the token at hand begins.</summary>
    public readonly int Position => _token.Start;

    public readonly bool AtEnd => _token.Kind is TokenKind.End or TokenKind.Comment || _token.IsSymbol(_text, ';');

    public readonly bool IsWord(string keyword) => _token.IsWord(_text, keyword);

    public readonly bool IsSymbol(char symbol) => _token.IsSymbol(_text, symbol);

    public readonly bool IsName => _token.Kind is TokenKind.Word or TokenKind.QuotedIdentifier;

    public readonly bool IsString => _token.Kind is TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString;

    /// <summary>What is left of the statement.</summary>
    public readonly string Rest => _text[_token.Start..].TrimEnd().TrimEnd(';').ToString();

    public bool Take(string keyword)
    {
        if (!IsWord(keyword))
            return false;
        Next();
        return true;
    }

    public bool TakeSymbol(char symbol)
    {
        if (!IsSymbol(symbol))
            return false;
        Next();
        return true;
    }

    /// <summary>One of these words; null where none of them stands here.</summary>
    public string? TakeAny(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (Take(keyword))
                return keyword;
        }

        return null;
    }

    /// <summary>The name that stands here, folded to lower case unless it is quoted.</summary>
    public string Name()
    {
        if (!IsName)
            throw Unexpected();
        var name = _token.In(_text);
        var value = _token.Kind == TokenKind.Word ? name.ToString().ToLowerInvariant() : Unquoted(name, '"');
        Next();
        return value;
    }

    /// <summary>A name with a schema perhaps, as it is written.</summary>
    public string QualifiedName()
    {
        var start = Position;
        var end = start;
        do
        {
            if (!IsName)
                throw Unexpected();
            end = _token.End;
            Next();
        }
        while (TakeSymbol('.'));
        return _text[start..end].ToString();
    }

    /// <summary>A string, number or word, as settings have them.</summary>
    public string Value()
    {
        var isNegative = TakeSymbol('-');
        if (AtEnd || _token.Kind == TokenKind.Symbol)
            throw Unexpected();
        var token = _token.In(_text);
        var value = _token.Kind switch
        {
            TokenKind.String => Unquoted(token, '\''),
            TokenKind.EscapeString => Unquoted(token[1..], '\'').Replace("\\\\", "\\", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal),
            TokenKind.QuotedIdentifier => Unquoted(token, '"'),
            _ => token.ToString(),
        };
        Next();
        return isNegative ? "-" + value : value;
    }

    public void Expect(string keyword)
    {
        if (!Take(keyword))
            throw Unexpected();
    }

    public void ExpectSymbol(char symbol)
    {
        if (!TakeSymbol(symbol))
            throw Unexpected();
    }

    public readonly void ExpectEnd()
    {
        if (!AtEnd)
            throw Unexpected();
    }

    /// <summary>What stands in the parentheses that begin here, without them; passes over it.</summary>
    public string InParentheses()
    {
        ExpectSymbol('(');
        var start = Position;
        for (var depth = 1; ; Next())
        {
            if (_token.Kind is TokenKind.End or TokenKind.Comment)
                throw Unexpected();
            if (IsSymbol('('))
                depth++;
            if (!IsSymbol(')') || --depth > 0)
                continue;
            var inside = _text[start..Position].ToString();
            Next();
            return inside;
        }
    }

    public readonly StatementException Unexpected() => AtEnd
        ? new("42601", "syntax error at end of input", position: _text.Length)
        : new("42601", $"syntax error at or near \"{_token.In(_text)}\"", position: Position);

    void Next() => _token = SqlLexer.Next(_text, _token.End, SqlDialect.Embedded);

    static string Unquoted(ReadOnlySpan<char> quoted, char quote) =>
        (quoted.Length >= 2 ? quoted[1..^1] : quoted[1..]).ToString().Replace($"{quote}{quote}", quote.ToString(), StringComparison.Ordinal);
}
