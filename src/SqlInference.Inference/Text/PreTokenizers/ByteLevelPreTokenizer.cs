using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.PreTokenizers;

/// <summary>
/// GPT-2's words: a blank belongs to the word behind it. As the regular expression
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, read once from left to right.
/// Nothing is left out, so the words put together are the text again.
/// </summary>
sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool splitWords) : IPreTokenizer
{
    enum Kind
    {
        Letter,
        Number,
        WhiteSpace,
        Other,
    }

    public void Split(ReadOnlySpan<byte> text, Pieces words)
    {
        if (text.IsEmpty)
            return;
        var prefixed = addPrefixSpace && text[0] != ' ';
        var end = splitWords ? FirstWord(text, prefixed) : text.Length;
        if (prefixed)
            words.Add((byte)' ', text[..end]);
        else
            words.Add(text[..end]);
        while (end < text.Length)
        {
            var length = WordLength(text[end..]);
            words.Add(text.Slice(end, length));
            end += length;
        }
    }

    /// <summary>How much of the text goes with a blank in front of it.</summary>
    static int FirstWord(ReadOnlySpan<byte> text, bool afterBlank)
    {
        if (!afterBlank)
            return WordLength(text);
        var kind = KindAt(text, 0, out _);
        // The blank and white space behind it make one word, less the last of them if something follows.
        return kind == Kind.WhiteSpace ? WhiteSpaceLength(text, afterBlank: true) : RunLength(text, 0, kind);
    }

    static int WordLength(ReadOnlySpan<byte> text)
    {
        if (ContractionLength(text) is > 0 and var contraction)
            return contraction;
        var kind = KindAt(text, 0, out var length);
        if (kind != Kind.WhiteSpace)
            return RunLength(text, 0, kind);
        if (text[0] == ' ' && text.Length > 1 && KindAt(text, length, out _) is var next and not Kind.WhiteSpace)
            return RunLength(text, length, next);
        return WhiteSpaceLength(text, afterBlank: false);
    }

    static int RunLength(ReadOnlySpan<byte> text, int start, Kind kind)
    {
        var position = start;
        while (position < text.Length && KindAt(text, position, out var length) == kind)
            position += length;
        return position;
    }

    /// <summary>White space up to the end, or up to the last of it, which belongs to what follows.</summary>
    static int WhiteSpaceLength(ReadOnlySpan<byte> text, bool afterBlank)
    {
        var (position, last) = (0, 0);
        while (position < text.Length && KindAt(text, position, out var length) == Kind.WhiteSpace)
        {
            last = position;
            position += length;
        }

        return position == text.Length || (last == 0 && !afterBlank) ? position : last;
    }

    static int ContractionLength(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\'', (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d', ..] => 2,
        [(byte)'\'', (byte)'r' or (byte)'v', (byte)'e', ..] or [(byte)'\'', (byte)'l', (byte)'l', ..] => 3,
        _ => 0,
    };

    static Kind KindAt(ReadOnlySpan<byte> text, int position, out int length)
    {
        var rune = Characters.At(text, position, out length);
        return Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsNumber(rune) ? Kind.Number
            : Rune.IsWhiteSpace(rune) ? Kind.WhiteSpace
            : Kind.Other;
    }
}
