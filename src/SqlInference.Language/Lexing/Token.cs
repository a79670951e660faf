namespace SqlInference.Language;

public enum TokenKind : byte
{
    End,

    /// <summary>A keyword or an identifier without quotes.</summary>
    Word,

    QuotedIdentifier,
    String,

    /// <summary>A string in which a backslash escapes: <c>E'…'</c>.</summary>
    EscapeString,

    DollarString,
    Number,

    /// <summary>One character of punctuation or of an operator.</summary>
    Symbol,

    /// <summary>Only ever the rest of a text whose comment is not closed; closed comments are skipped.</summary>
    Comment,
}

/// <summary>A stretch of the text it was read from, quotes included.</summary>
/// <param name="IsClosed">False where the text ends inside the quotes or the comment.</param>
public readonly record struct Token(TokenKind Kind, int Start, int Length, bool IsClosed = true)
{
    public int End => Start + Length;

    public ReadOnlySpan<char> In(ReadOnlySpan<char> text) => text.Slice(Start, Length);

    /// <summary>Whether this is the keyword, in any case of letters.</summary>
    public bool IsWord(ReadOnlySpan<char> text, string keyword) =>
        Kind == TokenKind.Word && In(text).Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(ReadOnlySpan<char> text, char symbol) => Kind == TokenKind.Symbol && text[Start] == symbol;
}
