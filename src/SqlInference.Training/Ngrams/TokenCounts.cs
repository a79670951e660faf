using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>Tokens, and in how many texts each is.</summary>
sealed class TokenCounts(int most)
{
    readonly DocumentCounts _documents = new();
    int _forgotten;

    public TokenTable Table { get; private set; } = new();

    public int Documents(int token) => _documents[token];

    public void Add(ReadOnlySpan<byte> token, int document)
    {
        if (Table.Count >= most)
            Keep(++_forgotten + 1);
        _documents.Count(Table.FindOrAdd(token), document);
    }

    /// <summary>Forgets those of fewer texts.</summary>
    public TokenCounts Frequent(int least)
    {
        Keep(least);
        return this;
    }

    void Keep(int least)
    {
        var kept = new TokenTable();
        for (var token = 0; token < Table.Count; token++)
        {
            if (_documents[token] >= least)
                _documents.Move(token, kept.FindOrAdd(Table[token]));
        }

        _documents.Truncate(kept.Count);
        Table = kept;
    }
}
