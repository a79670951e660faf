using System.Globalization;
using System.Text;

namespace SqlInference.Inference.Text.Unicode;

/// <summary>The kinds of characters that tokenizers tell apart.</summary>
static class Characters
{
    public static readonly Rune Space = new(' ');

    /// <summary>The character that begins at <paramref name="position"/>; bytes that are none give U+FFFD.</summary>
    public static Rune At(ReadOnlySpan<byte> text, int position, out int length)
    {
        var first = text[position];
        if (first < 0x80)
        {
            length = 1;
            return new Rune(first);
        }

        Rune.DecodeFromUtf8(text[position..], out var rune, out length);
        return rune;
    }

    /// <summary>Control characters as BERT sees them: white space is none, and what Unicode has not assigned is kept.</summary>
    public static bool IsControl(Rune rune) => rune.Value is not ('\t' or '\n' or '\r')
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    /// <summary>Punctuation as BERT sees it: also those ASCII symbols that Unicode does not call punctuation.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(rune);

    /// <summary>The ideographs that BERT makes words of their own.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is >= 0x3400 and
        (<= 0x4DBF or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F));

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>What a regular expression calls \w: letters, marks, decimal digits, connectors, joiners and letters in circles.</summary>
    public static bool IsWord(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        || rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
