using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>
/// Hands the tokens of one statement to its parser and makes the parser's errors. Positions in errors are those of
/// the whole text, of which the statement may be a part.
/// </summary>
sealed class TokenReader
{
    const int LongestQuotedInMessage = 40;

    // Words that no host takes as a name without quotes; read as names they would only move the error further on.
    static readonly string[] ReservedWords =
        ["AND", "AS", "CREATE", "FROM", "NOT", "NULL", "ON", "OR", "SELECT", "TABLE", "TO", "WHERE", "WITH"];

    readonly int _end;
    int _previousEnd;

    public TokenReader(string text, int start, int end, SqlDialect dialect)
    {
        Text = text;
        Dialect = dialect;
        _end = end;
        _previousEnd = start;
        Current = Closed(Lex(start));
        if (Current.Kind == TokenKind.End)
            _previousEnd = SqlLexer.SkipBlanks(Span, start);
    }

    public string Text { get; }

    public SqlDialect Dialect { get; }

    public Token Current { get; private set; }

    /// <summary>The synopsis that syntax errors show; null until the statement is known.</summary>
    public string? Syntax { get; set; }

    /// <summary>Words that begin clauses here; a name may be one of them, but not where a name was forgotten.</summary>
    public Func<string, bool> IsClauseKeyword { get; set; } = _ => false;

    /// <summary>Where the value of the clause being read begins: the one place where a name can be forgotten.</summary>
    public int ClauseValueStart { get; set; } = -1;

    public bool AtEnd => Current.Kind == TokenKind.End;

    ReadOnlySpan<char> Span => Text.AsSpan(0, _end);

    public Token Peek() => Lex(Current.End);

    public void Advance()
    {
        _previousEnd = Current.End;
        Current = Closed(Lex(Current.End));
    }

    /// <summary>Goes on reading at this place.</summary>
    public void MoveTo(int position)
    {
        _previousEnd = position;
        Current = Closed(Lex(position));
    }

    public bool IsWord(string keyword) => Current.IsWord(Span, keyword);

    public bool PeekIsWord(string keyword) => Peek().IsWord(Span, keyword);

    public bool IsSymbol(char symbol) => Current.IsSymbol(Span, symbol);

    public bool TryWord(string keyword)
    {
        if (!IsWord(keyword))
            return false;
        Advance();
        return true;
    }

    public bool TrySymbol(char symbol)
    {
        if (!IsSymbol(symbol))
            return false;
        Advance();
        return true;
    }

    public void ExpectWord(string keyword)
    {
        if (!TryWord(keyword))
            throw Unexpected(keyword);
    }

    public void ExpectSymbol(char symbol)
    {
        if (!TrySymbol(symbol))
            throw Unexpected($"'{symbol}'");
    }

    /// <summary>Accepts semicolons at the end of the statement, and nothing after them.</summary>
    public void ExpectEnd(string expected = "the end of the statement")
    {
        while (TrySymbol(';'))
        {
        }

        if (!AtEnd)
            throw Unexpected(expected);
    }

    /// <summary>Where the statement's last token before a final semicolon ends.</summary>
    public int EndOfPrevious => _previousEnd;

    /// <summary>The current token's value, its quotes removed.</summary>
    public string Value()
    {
        var value = TokenText.Value(Span, Current);
        if (value.Contains('\0'))
            throw Invalid("the character U+0000 cannot stand in a statement.");
        return value;
    }

    public string ReadString(string what)
    {
        if (!IsString())
            throw Unexpected(what);
        var value = Value();
        Advance();
        return value;
    }

    /// <summary>A string that names something, so it is not empty and fits the catalog.</summary>
    public string ReadStringName(string what)
    {
        var token = Current;
        var value = ReadString($"{what} in single quotes");
        CheckName(value, what, token);
        return value;
    }

    /// <summary>A string that is not empty.</summary>
    public string ReadFilledString(string what)
    {
        var token = Current;
        var value = ReadString($"{what} in single quotes");
        return value.Length > 0 ? value : throw Invalid($"{what} cannot be empty.", token);
    }

    public bool IsString() => Current.Kind is TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString;

    public int ReadInteger(string what, int least)
    {
        if (Current.Kind != TokenKind.Number)
            throw Unexpected(what);
        if (!int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"expected {what}, a whole number from {least} on."));
        Advance();
        return number;
    }

    public Identifier ReadIdentifier(string what)
    {
        var token = Current;
        var isQuoted = token.Kind == TokenKind.QuotedIdentifier;
        if (!isQuoted && (token.Kind != TokenKind.Word || IsForgottenName()))
            throw Unexpected(what);
        var identifier = new Identifier(Value(), isQuoted);
        CheckName(identifier.Text, what, token);
        Advance();
        return identifier;
    }

    /// <summary><c>[[database.]schema.]name</c></summary>
    public QualifiedName ReadName(string what)
    {
        var name = ReadIdentifier(what);
        if (!TrySymbol('.'))
            return new QualifiedName(null, name);
        var second = ReadIdentifier($"{what} after '.'");
        return TrySymbol('.')
            ? new QualifiedName(second, ReadIdentifier($"{what} after '.'")) { Database = name }
            : new QualifiedName(name, second);
    }

    /// <summary>A keyword of the list, bare or in parentheses or square brackets.</summary>
    public T ReadChoice<T>(Choice<T> choice)
        where T : struct
    {
        var close = OpenBracket();
        var keyword = Current.Kind switch
        {
            TokenKind.Word => Value(),
            TokenKind.QuotedIdentifier when close is null => Bracketed(),
            _ => null,
        };
        var value = keyword is null ? null : choice.Find(keyword.Trim());
        if (value is null)
            throw Unexpected(choice.ToString(), Suggest(choice.Keywords));
        Advance();
        CloseBracket(close);
        return value.Value;
    }

    /// <summary>A string, bare or in parentheses or square brackets.</summary>
    public string ReadChoiceText(string what)
    {
        if (Current.Kind == TokenKind.QuotedIdentifier && Bracketed().Trim() is ['\'', _, .., '\''] quoted)
        {
            Advance();
            return quoted[1..^1];
        }

        var close = OpenBracket();
        var value = ReadString(what);
        CloseBracket(close);
        return value;
    }

    /// <summary>Reads <c>'(' item {',' item} ')'</c>.</summary>
    public T[] ReadList<T>(Func<T> readItem)
    {
        ExpectSymbol('(');
        var items = new List<T>();
        do
            items.Add(readItem());
        while (TrySymbol(','));
        if (!TrySymbol(')'))
            throw Unexpected("',' or ')'");
        return [.. items];
    }

    public LanguageException Unexpected(string expected, string? suggestion = null) =>
        new(ErrorConditions.SyntaxError, $"expected {expected}, found {DescribeCurrent()}.", Text, PlaceOf(Current), expected, Hint(suggestion));

    /// <summary>An error about the value of the current token.</summary>
    public LanguageException Invalid(string problem, string? hint = null) => Invalid(problem, Current, hint);

    public LanguageException Invalid(string problem, Token token, string? hint = null) =>
        Fail(ErrorConditions.InvalidClauseValue, problem, token, hint);

    public LanguageException Fail(ErrorCondition condition, string problem, Token token, string? hint = null) =>
        new(condition, problem, Text, PlaceOf(token), hint: Hint(hint));

    /// <summary>What the current word may have meant, as a sentence; null where nothing is near.</summary>
    public string? Suggest(IEnumerable<string> keywords)
    {
        if (Current.Kind != TokenKind.Word)
            return null;
        var nearest = NearestNames.Find(Current.In(Span).ToString(), keywords);
        return nearest.Count == 0 ? null : $"Did you mean {ListText.Or(nearest)}?";
    }

    Token Lex(int position) => SqlLexer.Next(Span, position, Dialect);

    Token Closed(Token token)
    {
        if (token.IsClosed)
            return token;
        var what = token.Kind switch
        {
            TokenKind.Comment => "comment",
            TokenKind.QuotedIdentifier => "quoted name",
            TokenKind.DollarString => "dollar-quoted string",
            _ => "string",
        };
        throw new LanguageException(ErrorConditions.UnterminatedText, $"the {what} that begins here is not closed.", Text, token.Start,
            hint: token.Kind is TokenKind.String
                ? "Close it with a single quote; a quote inside a string is written twice."
                : $"Close the {what}.");
    }

    string? Hint(string? first) => (first, Syntax) switch
    {
        (null, null) => null,
        (_, null) => first,
        (null, _) => $"Syntax: {Syntax}",
        _ => $"{first}\nSyntax: {Syntax}",
    };

    /// <summary>The end of a statement is shown behind its last word, not after the blank lines that follow.</summary>
    int PlaceOf(Token token) => token.Kind == TokenKind.End ? Math.Min(_previousEnd, Text.Length) : token.Start;

    string DescribeCurrent()
    {
        if (AtEnd)
            return "the end of the statement";
        var raw = Current.In(Span);
        var end = raw.IndexOfAny('\r', '\n');
        var shown = Math.Min(end < 0 ? raw.Length : end, LongestQuotedInMessage);
        if (shown > 0 && char.IsHighSurrogate(raw[shown - 1]))
            shown--;
        var text = shown < raw.Length ? $"{raw[..shown]}…" : raw.ToString();
        return IsString() ? $"the string {text}" : $"'{text}'";
    }

    /// <summary>Whether the word that stands for a name is rather the beginning of what comes after it.</summary>
    bool IsForgottenName()
    {
        var word = Current.In(Span).ToString();
        if (ReservedWords.Contains(word, StringComparer.OrdinalIgnoreCase))
            return true;
        if (Current.Start != ClauseValueStart || !IsClauseKeyword(word))
            return false;
        var next = Peek();
        return next.Kind is TokenKind.String || (next.Kind == TokenKind.Word && !IsClauseKeyword(next.In(Span).ToString()));
    }

    void CheckName(string name, string what, Token token)
    {
        if (name.Length == 0)
            throw Invalid($"{what} cannot be empty.", token);
        if (name.Length > Identifier.MaxLength)
            throw Fail(ErrorConditions.NameTooLong, $"{what} has {name.Length} characters, more than {Identifier.MaxLength}.", token, "Choose a shorter name.");
    }

    /// <summary>Where brackets quote names, the brackets around a choice come as such a name.</summary>
    string Bracketed() => Current.In(Span)[0] == '[' ? Value() : "";

    char? OpenBracket() => TrySymbol('(') ? ')' : TrySymbol('[') ? ']' : null;

    void CloseBracket(char? close)
    {
        if (close is { } symbol)
            ExpectSymbol(symbol);
    }
}
