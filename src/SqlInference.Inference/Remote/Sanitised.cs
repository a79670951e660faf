using System.Text;

namespace SqlInference.Inference.Remote;

/// <summary>Text of others for our messages: short, on one line, without control characters.</summary>
static class Sanitised
{
    const int Most = 80;

    public static string Text(string? text, int most = Most)
    {
        if (text is null)
            return "";
        var shown = new StringBuilder(most + 1);
        foreach (var character in text.AsSpan().Trim())
        {
            if (shown.Length == most)
                return shown.Append('…').ToString();
            var plain = char.IsControl(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or
                System.Globalization.UnicodeCategory.ParagraphSeparator ? ' ' : character;
            if (plain != ' ' || shown.Length == 0 || shown[^1] != ' ')
                shown.Append(plain);
        }

        return shown.ToString();
    }

    public static string Text(ReadOnlySpan<byte> utf8, int most = Most) => Text(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * most)]), most);
}
