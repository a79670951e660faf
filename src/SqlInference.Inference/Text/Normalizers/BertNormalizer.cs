using System.Globalization;
using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.Normalizers;

/// <summary>
/// What BERT does to text, in one pass: control characters go, white space becomes blanks, ideographs get blanks around
/// them, accents go, letters become small.
/// </summary>
sealed class BertNormalizer(bool cleanText, bool spaceIdeographs, bool stripAccents, bool lowercase) : INormalizer
{
    public void Normalize(ReadOnlySpan<byte> text, GrowingList<byte> output, TokenizerScratch scratch)
    {
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            position += length;
            if (rune.IsAscii)
                AddAscii((byte)rune.Value, output);
            else
                Add(rune, output, scratch);
        }
    }

    void AddAscii(byte character, GrowingList<byte> output)
    {
        if (character is < 0x20 or 0x7F && cleanText)
        {
            // Tab, line feed and carriage return are the only ones that BERT does not take for control characters.
            if (character is (byte)'\t' or (byte)'\n' or (byte)'\r')
                output.Add((byte)' ');
            return;
        }

        output.Add(lowercase && character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character);
    }

    void Add(Rune rune, GrowingList<byte> output, TokenizerScratch scratch)
    {
        if (cleanText)
        {
            if (rune == Rune.ReplacementChar || Characters.IsControl(rune))
                return;
            if (Rune.IsWhiteSpace(rune))
                rune = Characters.Space;
        }

        var spaced = spaceIdeographs && Characters.IsIdeograph(rune);
        if (spaced)
            output.Add((byte)' ');
        if (stripAccents)
            AddWithoutAccents(rune, output, scratch.Points);
        else
            AddCased(rune, output);
        if (spaced)
            output.Add((byte)' ');
    }

    // The canonical order of marks need not be restored: those that have one are the accents, which go.
    void AddWithoutAccents(Rune rune, GrowingList<byte> output, GrowingList<int> points)
    {
        points.Clear();
        UnicodeTables.Instance.Decompose(rune.Value, compatible: false, points);
        foreach (var point in points.Span)
        {
            var part = new Rune(point);
            if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
                AddCased(part, output);
        }
    }

    void AddCased(Rune rune, GrowingList<byte> output)
    {
        if (lowercase)
            LowercaseNormalizer.Add(rune, output);
        else
            output.AddRune(rune);
    }
}
