namespace SqlInference.Language;

/// <summary>A place in a text as editors count it: from 1, a column being a Unicode character.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Of(ReadOnlySpan<char> text, int offset)
    {
        var cursor = new PositionCursor();
        return cursor.MoveTo(text, offset);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>Counts lines and columns forwards only, so that asking for many places reads the text once.</summary>
struct PositionCursor
{
    int _offset;
    int _line;
    int _column;

    public TextPosition MoveTo(ReadOnlySpan<char> text, int offset)
    {
        for (; _offset < offset; _offset++)
        {
            var c = text[_offset];
            var ends = c == '\n' || (c == '\r' && (_offset + 1 == text.Length || text[_offset + 1] != '\n'));
            if (ends)
                (_line, _column) = (_line + 1, 0);
            else if (c != '\r' && !char.IsLowSurrogate(c))
                _column++;
        }

        return new TextPosition(_line + 1, _column + 1);
    }
}
