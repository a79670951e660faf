using System.Text;
using SqlInference.Inference.Text;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// The terms that a vectorizer knows. Its nodes are the tokens, in their order, and then the longer n-grams, each after
/// the one that it continues; those that are terms are numbered in the same order.
/// </summary>
sealed class NgramVocabulary
{
    public const int None = -1;

    readonly GrowingList<int> _parents = new();
    readonly GrowingList<int> _lastTokens = new();
    readonly GrowingList<int> _terms = new();
    readonly GrowingList<int> _nodes = new();

    public NgramVocabulary(TokenTable tokens)
    {
        Tokens = tokens;
        Ngrams = new(tokens.Count);
        for (var token = 0; token < tokens.Count; token++)
            AddNode(None, token);
    }

    public TokenTable Tokens { get; }

    public NgramTable Ngrams { get; }

    public int Nodes => _parents.Count;

    public int Terms => _nodes.Count;

    /// <summary>The term of each node, or <see cref="None"/>.</summary>
    public ReadOnlySpan<int> TermOfNode => _terms.Span;

    public int Parent(int node) => _parents[node];

    public int LastToken(int node) => _lastTokens[node];

    /// <summary>Adds the n-gram that continues another; false if it is there already.</summary>
    public bool TryAdd(int parent, int token)
    {
        if (Ngrams.FindOrAdd(parent, token) != Nodes)
            return false;
        AddNode(parent, token);
        return true;
    }

    /// <summary>Makes a term of a node; nodes are given in their order.</summary>
    public void MakeTerm(int node)
    {
        _terms[node] = Terms;
        _nodes.Add(node);
    }

    public int NodeLength(int node)
    {
        var length = 1;
        while ((node = _parents[node]) != None)
            length++;
        return length;
    }

    /// <summary>The tokens of a term, first to last.</summary>
    public string[] TokensOf(int term)
    {
        var node = _nodes[term];
        var tokens = new string[NodeLength(node)];
        for (var i = tokens.Length - 1; i >= 0; i--, node = _parents[node])
            tokens[i] = Encoding.UTF8.GetString(Tokens[_lastTokens[node]]);
        return tokens;
    }

    void AddNode(int parent, int token)
    {
        _parents.Add(parent);
        _lastTokens.Add(token);
        _terms.Add(None);
    }
}
