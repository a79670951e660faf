using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.PreTokenizers;

/// <summary>Words end at white space, and every punctuation mark is a word of its own.</summary>
sealed class BertPreTokenizer : IPreTokenizer
{
    public void Split(ReadOnlySpan<byte> text, Pieces words)
    {
        var start = 0;
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            var punctuation = Characters.IsPunctuation(rune);
            if (punctuation || Rune.IsWhiteSpace(rune))
            {
                words.Add(text[start..position]);
                if (punctuation)
                    words.Add(text.Slice(position, length));
                start = position + length;
            }

            position += length;
        }

        words.Add(text[start..]);
    }
}
