using System.Buffers;

namespace SqlInference.Language;

/// <summary>
/// Finds the next token of a text. Stateless, allocates nothing, refuses nothing: what is not closed reaches to the
/// end of the text and says so.
/// </summary>
public static class SqlLexer
{
    static readonly SearchValues<char> CommentMarks = SearchValues.Create("*/");
    static readonly SearchValues<char> QuoteAndBackslash = SearchValues.Create("'\\");
    static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");

    /// <summary>The first token at or after <paramref name="position"/>.</summary>
    public static Token Next(ReadOnlySpan<char> text, int position, SqlDialect dialect)
    {
        var start = position;
        while (true)
        {
            start = SkipBlanks(text, start);
            if (start >= text.Length)
                return new Token(TokenKind.End, text.Length, 0);
            var second = start + 1 < text.Length ? text[start + 1] : '\0';
            if (text[start] == '-' && second == '-')
            {
                start = EndOfLine(text, start);
                continue;
            }

            if (text[start] != '/' || second != '*')
                return Read(text, start, second, dialect);
            var end = EndOfComment(text, start + 2);
            if (end < 0)
                return new Token(TokenKind.Comment, start, text.Length - start, IsClosed: false);
            start = end;
        }
    }

    /// <summary>The first position at or after this one that holds no blank.</summary>
    public static int SkipBlanks(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && IsBlank(text[position]))
            position++;
        return position;
    }

    /// <summary>Blanks pasted from web pages count as blanks, and so does a byte order mark.</summary>
    internal static bool IsBlank(char c) => c is ' ' or '\n' or '\t' or '\r' or '\uFEFF' || (c != ' ' && char.IsWhiteSpace(c));

    internal static int EndOfLine(ReadOnlySpan<char> text, int position)
    {
        var length = text[position..].IndexOfAny(LineEnds);
        return length < 0 ? text.Length : position + length;
    }

    static Token Read(ReadOnlySpan<char> text, int start, char second, SqlDialect dialect)
    {
        var first = text[start];
        switch (first)
        {
            case '\'':
                return Quoted(text, TokenKind.String, start, start + 1, '\'');
            case '"':
                return Quoted(text, TokenKind.QuotedIdentifier, start, start + 1, '"');
            case '[' when dialect.HasBracketIdentifiers:
                return Quoted(text, TokenKind.QuotedIdentifier, start, start + 1, ']');
            case 'N' or 'n' when second == '\'':
                return Quoted(text, TokenKind.String, start, start + 2, '\'');
            case 'E' or 'e' when second == '\'' && dialect.HasEscapeStrings:
                return EscapeString(text, start);
            case '$' when dialect.HasDollarQuotes && DollarTagLength(text, start) is > 0 and var tagLength:
                return DollarString(text, start, tagLength);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(second)))
            return Number(text, start);
        if (!IsWordStart(first, dialect))
            return new Token(TokenKind.Symbol, start, 1);
        var end = start + 1;
        while (end < text.Length && IsWordPart(text[end], dialect))
            end++;
        return new Token(TokenKind.Word, start, end - start);
    }

    static Token Quoted(ReadOnlySpan<char> text, TokenKind kind, int start, int position, char quote)
    {
        while (true)
        {
            var length = text[position..].IndexOf(quote);
            if (length < 0)
                return new Token(kind, start, text.Length - start, IsClosed: false);
            position += length + 1;
            if (position == text.Length || text[position] != quote)
                return new Token(kind, start, position - start);
            position++;
        }
    }

    static Token EscapeString(ReadOnlySpan<char> text, int start)
    {
        var position = start + 2;
        while (position < text.Length)
        {
            var length = text[position..].IndexOfAny(QuoteAndBackslash);
            if (length < 0)
                break;
            position += length;
            var next = position + 1 < text.Length ? text[position + 1] : '\0';
            if (text[position] == '\'' && next != '\'')
                return new Token(TokenKind.EscapeString, start, position + 1 - start);
            position += 2;
        }

        return new Token(TokenKind.EscapeString, start, text.Length - start, IsClosed: false);
    }

    static Token DollarString(ReadOnlySpan<char> text, int start, int tagLength)
    {
        var body = start + tagLength;
        var length = text[body..].IndexOf(text.Slice(start, tagLength), StringComparison.Ordinal);
        return length < 0
            ? new Token(TokenKind.DollarString, start, text.Length - start, IsClosed: false)
            : new Token(TokenKind.DollarString, start, body + length + tagLength - start);
    }

    /// <summary>The length of <c>$tag$</c>, or 0 where the dollar begins no quote (a parameter, <c>$1</c>).</summary>
    internal static int DollarTagLength(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length && text[end] != '$')
        {
            var c = text[end];
            var belongs = char.IsAsciiLetter(c) || c == '_' || c >= 0x80 || (char.IsAsciiDigit(c) && end > start + 1);
            if (!belongs || IsBlank(c))
                return 0;
            end++;
        }

        return end < text.Length ? end + 1 - start : 0;
    }

    static Token Number(ReadOnlySpan<char> text, int start)
    {
        var end = Digits(text, start);
        if (end < text.Length && text[end] == '.')
            end = Digits(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                end = Digits(text, exponent);
        }

        return new Token(TokenKind.Number, start, end - start);
    }

    static int Digits(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return position;
    }

    /// <summary>The position after the <c>*/</c> that closes this comment and all comments nested in it, or -1.</summary>
    static int EndOfComment(ReadOnlySpan<char> text, int position)
    {
        var depth = 1;
        while (true)
        {
            var length = text[position..].IndexOfAny(CommentMarks);
            if (length < 0 || position + length + 1 >= text.Length)
                return -1;
            position += length;
            switch (text[position], text[position + 1])
            {
                case ('*', '/'):
                    position += 2;
                    if (--depth == 0)
                        return position;
                    break;
                case ('/', '*'):
                    position += 2;
                    depth++;
                    break;
                default:
                    position++;
                    break;
            }
        }
    }

    static bool IsWordStart(char c, SqlDialect dialect) =>
        char.IsAsciiLetter(c) || c == '_' || (c >= 0x80 && !IsBlank(c)) || (dialect.HasBracketIdentifiers && c is '@' or '#');

    static bool IsWordPart(char c, SqlDialect dialect) =>
        char.IsAsciiLetterOrDigit(c) || c == '$' || IsWordStart(c, dialect);
}
