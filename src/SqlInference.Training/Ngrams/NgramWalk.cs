using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>Walks over the tokens of a text, stretch by stretch, and counts the n-grams that begin at each.</summary>
sealed class NgramWalk(int mostTokens)
{
    readonly List<int> _tokens = [];

    public void Begin() => _tokens.Clear();

    public void Read(TokenReader reader, TokenTable tokens)
    {
        for (var i = 0; i < reader.Count; i++)
            _tokens.Add(tokens.Find(in reader[i][0], reader[i].Length));
    }

    /// <summary>What may reach into the next stretch waits for it.</summary>
    public void Count(NgramCounts counts, int document, bool goesOn)
    {
        var starts = goesOn ? Math.Max(0, _tokens.Count - (mostTokens - 1)) : _tokens.Count;
        for (var start = 0; start < starts; start++)
        {
            if (!counts.HasRoom)
                counts.Forget();
            var node = _tokens[start];
            var end = Math.Min(start + mostTokens, _tokens.Count);
            for (var next = start + 1; next < end && node >= 0 && _tokens[next] >= 0; next++)
                node = counts.Add(node, _tokens[next], document);
        }

        _tokens.RemoveRange(0, starts);
    }
}
