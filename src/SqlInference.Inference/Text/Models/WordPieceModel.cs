namespace SqlInference.Inference.Text.Models;

/// <summary>
/// BERT's model: the longest token that a word begins with, then the longest that goes on from there, and so on. A word
/// that cannot be made up of tokens, or is too long, is one unknown token.
/// </summary>
/// <param name="continuation">What tokens begin with that go on in a word, mostly <c>##</c>.</param>
/// <param name="longestWord">In characters.</param>
sealed class WordPieceModel(ByteTrie vocabulary, int vocabularySize, int unknown, byte[] continuation, int longestWord) : ITokenModel
{
    readonly int _insideWord = vocabulary.Descend(0, continuation);

    public int VocabularySize => vocabularySize;

    public void Encode(ReadOnlySpan<byte> word, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        var before = tokens.Count;
        if (!TryEncode(word, tokens))
        {
            tokens.Truncate(before);
            tokens.Add(unknown);
        }
    }

    bool TryEncode(ReadOnlySpan<byte> word, GrowingList<int> tokens)
    {
        if (word.Length > longestWord && Characters(word) > longestWord)
            return false;
        for (var node = 0; !word.IsEmpty; node = _insideWord)
        {
            if (node == ByteTrie.None || vocabulary.LongestPrefix(node, word, out var length) is var token && token == ByteTrie.None)
                return false;
            tokens.Add(token);
            word = word[length..];
        }

        return true;
    }

    static int Characters(ReadOnlySpan<byte> word)
    {
        var characters = 0;
        foreach (var unit in word)
            characters += (unit & 0xC0) != 0x80 ? 1 : 0;
        return characters;
    }
}
