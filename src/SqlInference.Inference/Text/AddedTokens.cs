using System.Buffers;
using System.Text;
using SqlInference.Inference.Text.Models;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text;

/// <summary>Finds added tokens in a text: from left to right, and at each place the longest.</summary>
sealed class AddedTokens
{
    readonly AddedToken[] _tokens;
    readonly ByteTrie _trie = new();

    // The bytes that a token can begin with; all others are passed over quickly.
    readonly SearchValues<byte> _firstBytes;

    /// <param name="contentOf">What to look for; the normalised content where the text is normalised.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens, Func<AddedToken, byte[]> contentOf)
    {
        _tokens = [.. tokens];
        var first = new HashSet<byte>();
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (contentOf(_tokens[i]) is not { Length: > 0 } content)
                continue;
            _trie.TryAdd(content, i);
            first.Add(content[0]);
        }

        _firstBytes = SearchValues.Create([.. first]);
    }

    /// <summary>The next token at or behind <paramref name="from"/>; null where none is left.</summary>
    /// <param name="start">Where the text before it ends.</param>
    /// <param name="end">Where the text behind it begins.</param>
    public AddedToken? Find(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        for (var position = from; position < text.Length; position++)
        {
            var ahead = text[position..].IndexOfAny(_firstBytes);
            if (ahead < 0)
                break;
            position += ahead;
            var index = _trie.LongestPrefix(0, text[position..], out var length);
            if (index == ByteTrie.None || (_tokens[index].SingleWord && IsInsideWord(text, position, position + length)))
                continue;
            var token = _tokens[index];
            start = token.StripLeft ? WhiteSpaceBefore(text, from, position) : position;
            end = token.StripRight ? WhiteSpaceBehind(text, position + length) : position + length;
            return token;
        }

        start = end = text.Length;
        return null;
    }

    static bool IsInsideWord(ReadOnlySpan<byte> text, int start, int end)
    {
        Rune.DecodeLastFromUtf8(text[..start], out var before, out _);
        Rune.DecodeFromUtf8(text[end..], out var behind, out _);
        return (start > 0 && Characters.IsWord(before)) || (end < text.Length && Characters.IsWord(behind));
    }

    static int WhiteSpaceBefore(ReadOnlySpan<byte> text, int from, int position)
    {
        while (position > from)
        {
            Rune.DecodeLastFromUtf8(text[from..position], out var rune, out var length);
            if (!Rune.IsWhiteSpace(rune))
                break;
            position -= length;
        }

        return position;
    }

    static int WhiteSpaceBehind(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && Rune.IsWhiteSpace(Characters.At(text, position, out var length)))
            position += length;
        return position;
    }
}
