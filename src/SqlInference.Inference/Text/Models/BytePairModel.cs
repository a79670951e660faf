namespace SqlInference.Inference.Text.Models;

/// <summary>
/// GPT-2's model: a word is its bytes, and of all neighbours that may be merged those of the lowest rank are, the
/// leftmost first, until none are left.
/// </summary>
/// <param name="byteTokens">The token of each byte.</param>
/// <param name="merges">By the two tokens that are merged: the rank and the token they become.</param>
/// <param name="wholeWords">Where given, a word that is a token is that token, whatever the merges say.</param>
sealed class BytePairModel(
    int[] byteTokens, Dictionary<(int Left, int Right), Merge> merges, int vocabularySize, ByteTrie? wholeWords) : ITokenModel
{
    const int None = -1;

    public int VocabularySize => vocabularySize;

    public void Encode(ReadOnlySpan<byte> word, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        if (wholeWords?.Find(word) is { } whole and not ByteTrie.None)
        {
            tokens.Add(whole);
            return;
        }

        Start(word, scratch);
        MergeAll(scratch);
        for (var symbol = 0; symbol != None; symbol = scratch.Next[symbol])
            tokens.Add(scratch.Symbols[symbol]);
    }

    void Start(ReadOnlySpan<byte> word, TokenizerScratch scratch)
    {
        var (symbols, next, previous) = (scratch.Symbols, scratch.Next, scratch.Previous);
        symbols.Clear();
        next.Clear();
        previous.Clear();
        scratch.Candidates.Clear();
        for (var i = 0; i < word.Length; i++)
        {
            symbols.Add(byteTokens[word[i]]);
            next.Add(i + 1 < word.Length ? i + 1 : None);
            previous.Add(i - 1);
        }

        for (var i = 0; i + 1 < word.Length; i++)
            Consider(i, scratch);
    }

    /// <summary>With a heap of candidates, so that a word of a megabyte does not take hours.</summary>
    void MergeAll(TokenizerScratch scratch)
    {
        var (symbols, next, previous) = (scratch.Symbols, scratch.Next, scratch.Previous);
        while (scratch.Candidates.TryTake(out var candidate))
        {
            var (rank, left) = ((int)(candidate >> 32), (int)candidate);
            var right = next[left];
            // What a candidate speaks of may have been merged with something else meanwhile.
            if (symbols[left] == None || right == None
                || !merges.TryGetValue((symbols[left], symbols[right]), out var merge) || merge.Rank != rank)
            {
                continue;
            }

            symbols[left] = merge.Token;
            symbols[right] = None;
            next[left] = next[right];
            if (next[left] != None)
                previous[next[left]] = left;
            Consider(left, scratch);
            if (previous[left] != None)
                Consider(previous[left], scratch);
        }
    }

    void Consider(int left, TokenizerScratch scratch)
    {
        var right = scratch.Next[left];
        if (right != None && merges.TryGetValue((scratch.Symbols[left], scratch.Symbols[right]), out var merge))
            scratch.Candidates.Add(((long)merge.Rank << 32) | (uint)left);
    }
}
