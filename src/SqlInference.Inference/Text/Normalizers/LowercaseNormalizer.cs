using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.Normalizers;

sealed class LowercaseNormalizer : INormalizer
{
    const int CapitalIWithDot = 0x130;

    public void Normalize(ReadOnlySpan<byte> text, GrowingList<byte> output, TokenizerScratch scratch)
    {
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            if (rune == Rune.ReplacementChar)
                output.Append(text.Slice(position, length));
            else
                Add(rune, output);
            position += length;
        }
    }

    /// <summary>Character by character, so that a sigma at the end of a word is as any other; only one character becomes two.</summary>
    public static void Add(Rune rune, GrowingList<byte> output)
    {
        if (rune.Value == CapitalIWithDot)
            output.Append("i\u0307"u8);
        else
            output.AddRune(Rune.ToLowerInvariant(rune));
    }
}
