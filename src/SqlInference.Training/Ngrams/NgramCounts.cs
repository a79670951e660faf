using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>N-grams of two tokens and more, and in how many texts each is. Numbered after the tokens.</summary>
sealed class NgramCounts(int tokens, int most)
{
    readonly DocumentCounts _documents = new();
    readonly List<(int Parent, int Token)> _nodes = [];
    NgramTable _table = new(tokens);
    int _forgotten;

    public int Count => _nodes.Count;

    /// <summary>The n-gram without its last token, and that token.</summary>
    public (int Parent, int Token) this[int ngram] => _nodes[ngram];

    public int Documents(int ngram) => _documents[ngram];

    /// <summary>False where so many n-grams are known that those of few texts have to be forgotten before the next text.</summary>
    public bool HasRoom => _nodes.Count < most;

    /// <summary>Counts the n-gram that continues another, and gives its node.</summary>
    public int Add(int node, int token, int document)
    {
        var found = _table.FindOrAdd(node, token);
        if (found - tokens == _nodes.Count)
            _nodes.Add((node, token));
        _documents.Count(found - tokens, document);
        return found;
    }

    /// <summary>Forgets n-grams of few texts: with an n-gram, those that continue it, since they are in no more texts.</summary>
    public void Forget()
    {
        var least = ++_forgotten + 1;
        var moved = new int[_nodes.Count];
        var before = _nodes.ToArray();
        _nodes.Clear();
        _table = new(tokens);
        for (var ngram = 0; ngram < before.Length; ngram++)
        {
            if (_documents[ngram] < least)
                continue;
            var (parent, token) = before[ngram];
            if (parent >= tokens)
                parent = moved[parent - tokens];
            _table.FindOrAdd(parent, token);
            moved[ngram] = tokens + _nodes.Count;
            _documents.Move(ngram, _nodes.Count);
            _nodes.Add((parent, token));
        }

        _documents.Truncate(_nodes.Count);
    }
}
