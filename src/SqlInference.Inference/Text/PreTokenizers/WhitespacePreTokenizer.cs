using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.PreTokenizers;

/// <summary>Words end at white space; where <paramref name="splitSymbols"/>, also between letters or digits and all else.</summary>
sealed class WhitespacePreTokenizer(bool splitSymbols) : IPreTokenizer
{
    public void Split(ReadOnlySpan<byte> text, Pieces words)
    {
        var (start, inWord) = (0, false);
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            if (Rune.IsWhiteSpace(rune))
            {
                words.Add(text[start..position]);
                start = position + length;
            }
            else if (splitSymbols && Characters.IsWord(rune) is var isWord && (isWord != inWord || start == position))
            {
                words.Add(text[start..position]);
                (start, inWord) = (position, isWord);
            }

            position += length;
        }

        words.Add(text[start..]);
    }
}
