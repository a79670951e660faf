using System.Globalization;
using System.Text;

namespace SqlInference.Language;

/// <summary>The line of a text that an error is about, with a caret under the place.</summary>
static class CaretText
{
    const int LongestLine = 120;
    const string Indent = "  ";
    const char Ellipsis = '…';

    // Characters that terminals draw two cells wide: East Asian scripts and emoji.
    static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    public static string Render(ReadOnlySpan<char> text, int offset)
    {
        var lineStart = text[..offset].LastIndexOfAny('\r', '\n') + 1;
        var lineEnd = SqlLexer.EndOfLine(text, offset);
        var isLong = lineEnd - lineStart > LongestLine;
        var from = isLong ? AtCharacter(text, Math.Max(lineStart, offset - LongestLine / 2)) : lineStart;
        var to = isLong ? AtCharacter(text, Math.Min(lineEnd, from + LongestLine)) : lineEnd;

        var line = new StringBuilder(Indent);
        var pad = new StringBuilder(Indent);
        if (from > lineStart)
        {
            line.Append(Ellipsis);
            pad.Append(' ');
        }

        foreach (var rune in text[from..offset].EnumerateRunes())
            pad.Append(Draw(line, rune) switch { 0 => "", 2 => "  ", _ => rune.Value == '\t' ? "\t" : " " });
        foreach (var rune in text[offset..to].EnumerateRunes())
            Draw(line, rune);
        if (to < lineEnd)
            line.Append(Ellipsis);
        return $"{line.ToString().TrimEnd()}\n{pad}^";
    }

    /// <summary>Never between the halves of a surrogate pair.</summary>
    static int AtCharacter(ReadOnlySpan<char> text, int offset) =>
        offset > 0 && offset < text.Length && char.IsLowSurrogate(text[offset]) ? offset - 1 : offset;

    /// <summary>Appends the character and returns how many cells it takes; what could steer a terminal is not passed on.</summary>
    static int Draw(StringBuilder line, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Format:
                return 0;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                line.Append(rune);
                return 0;
            case UnicodeCategory.Control when rune.Value != '\t':
                line.Append(Rune.ReplacementChar);
                return 1;
        }

        line.Append(rune);
        return Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }
}
