using System.Globalization;
using System.Text;

namespace SqlInference.Cli.Output;

/// <summary>Text that stays on its line and cannot steer a terminal.</summary>
static class VisibleText
{
    const char Ellipsis = '…';

    /// <summary>Line breaks, control characters and marks that turn the direction of writing as escapes such as <c>\n</c>.</summary>
    public static string Of(string text)
    {
        foreach (var c in text)
        {
            if (IsHidden(c))
                return Escape(text);
        }

        return text;
    }

    /// <summary>The text in at most this many cells, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, int cells)
    {
        if (text.Length <= cells && Ascii.IsValid(text) || CellWidth.Of(text) <= cells)
            return text;
        var kept = 0;
        for (var used = 1; ;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(kept));
            used += CellWidth.OfCharacter(text.AsSpan(kept, length));
            if (used > cells)
                return $"{text.AsSpan(0, kept)}{Ellipsis}";
            kept += length;
        }
    }

    static string Escape(string text)
    {
        var visible = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (!IsHidden(c))
                visible.Append(c);
            else
                visible.Append(c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < '\u0100' => $"\\x{(int)c:X2}",
                    _ => $"\\u{(int)c:X4}",
                });
        }

        return visible.ToString();
    }

    static bool IsHidden(char c) => c < ' ' || c is >= '\x7F' and <= '\x9F'
        or '\u2028' or '\u2029' or >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F';
}
