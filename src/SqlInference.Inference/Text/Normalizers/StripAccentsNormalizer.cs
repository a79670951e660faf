using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.Normalizers;

/// <summary>Drops combining marks of all kinds; letters that have theirs built in must have been decomposed before.</summary>
sealed class StripAccentsNormalizer : INormalizer
{
    public void Normalize(ReadOnlySpan<byte> text, GrowingList<byte> output, TokenizerScratch scratch)
    {
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            if (rune.IsAscii || !Characters.IsMark(rune))
                output.Append(text.Slice(position, length));
            position += length;
        }
    }
}
