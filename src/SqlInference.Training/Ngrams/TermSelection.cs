using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>
/// Chooses the terms among all n-grams. Frequent ones come first, so that what most texts touch lies close together.
/// </summary>
sealed class TermSelection
{
    readonly NgramOptions _options;
    readonly int _texts;
    readonly TokenCounts _tokens;
    readonly NgramCounts _ngrams;
    readonly int[] _lengths;

    public TermSelection(NgramOptions options, int texts, TokenCounts tokens, NgramCounts ngrams)
    {
        (_options, _texts, _tokens, _ngrams) = (options, texts, tokens, ngrams);
        _lengths = new int[Nodes];
        for (var node = 0; node < Nodes; node++)
            _lengths[node] = node < TokenCount ? 1 : _lengths[ngrams[node - TokenCount].Parent] + 1;
    }

    int TokenCount => _tokens.Table.Count;

    int Nodes => TokenCount + _ngrams.Count;

    public NgramVectorizer Select()
    {
        var isTerm = Terms();
        var isNeeded = WithPrefixes(isTerm);
        var order = Enumerable.Range(0, Nodes).Where(node => isNeeded[node])
            .OrderBy(node => _lengths[node]).ThenByDescending(Documents).ToArray();
        var tokens = new TokenTable();
        foreach (var node in order.TakeWhile(node => node < TokenCount))
            tokens.FindOrAdd(_tokens.Table[node]);

        var vocabulary = new NgramVocabulary(tokens);
        var placed = new int[Nodes];
        var idf = new List<float>();
        for (var i = 0; i < order.Length; i++)
        {
            var node = order[i];
            placed[node] = i;
            if (node >= TokenCount)
            {
                var (parent, token) = _ngrams[node - TokenCount];
                vocabulary.TryAdd(placed[parent], placed[token]);
            }

            if (!isTerm[node])
                continue;
            vocabulary.MakeTerm(i);
            idf.Add(_options.Idf ? NgramTrainer.Idf(_texts, Documents(node)) : 1);
        }

        return new(_options.Settings, vocabulary, [.. idf]);
    }

    int Documents(int node) => node < TokenCount ? _tokens.Documents(node) : _ngrams.Documents(node - TokenCount);

    bool[] Terms()
    {
        var most = _options.MaxDocumentPart * _texts;
        var candidates = Enumerable.Range(0, Nodes).Where(node => _lengths[node] >= _options.Settings.MinLength
            && Documents(node) >= _options.MinDocuments && Documents(node) <= most);
        var isTerm = new bool[Nodes];
        foreach (var node in candidates.OrderByDescending(Documents).ThenBy(node => _lengths[node]).Take(_options.MaxTerms))
            isTerm[node] = true;
        return isTerm;
    }

    bool[] WithPrefixes(bool[] isTerm)
    {
        var isNeeded = isTerm.ToArray();
        for (var node = Nodes - 1; node >= TokenCount; node--)
        {
            if (isNeeded[node])
                isNeeded[_ngrams[node - TokenCount].Parent] = isNeeded[_ngrams[node - TokenCount].Token] = true;
        }

        return isNeeded;
    }
}
