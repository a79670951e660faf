using System.Text;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Tests.Ngrams;

/// <summary>Vectorizers made by hand.</summary>
static class Vocabularies
{
    /// <summary>A vectorizer whose terms are given as tokens joined by tabs; its idf rises from term to term.</summary>
    public static NgramVectorizer Make(NgramSettings settings, IEnumerable<string> terms)
    {
        var wanted = terms.Select(term => term.Split('\t')).ToArray();
        var tokens = new TokenTable();
        foreach (var token in wanted.SelectMany(term => term))
            tokens.FindOrAdd(Encoding.UTF8.GetBytes(token));
        var vocabulary = new NgramVocabulary(tokens);
        var nodes = new SortedSet<int>();
        foreach (var term in wanted)
        {
            var node = tokens.FindOrAdd(Encoding.UTF8.GetBytes(term[0]));
            foreach (var token in term.Skip(1).Select(token => tokens.FindOrAdd(Encoding.UTF8.GetBytes(token))))
            {
                vocabulary.TryAdd(node, token);
                node = vocabulary.Ngrams.Find(node, token);
            }

            nodes.Add(node);
        }

        foreach (var node in nodes)
            vocabulary.MakeTerm(node);
        return new(settings, vocabulary, [.. nodes.Select((_, i) => 1 + i * 0.01f)]);
    }

    public static Dictionary<string, float> Vectorize(NgramVectorizer vectorizer, byte[] text, NgramScratch? scratch = null)
    {
        scratch ??= new();
        vectorizer.Vectorize(text, scratch);
        var weights = new Dictionary<string, float>();
        for (var i = 0; i < scratch.Terms.Length; i++)
            weights.Add(string.Join('\t', vectorizer.TokensOf(scratch.Terms[i])), scratch.Weights[i]);
        return weights;
    }
}
