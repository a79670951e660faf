using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// The weighted n-grams of a text times their weights in a linear model, as operators of a graph. Texts are taken one by one:
/// a table of all of a batch's texts by all terms would not fit into memory.
/// </summary>
static class TextGraph
{
    // No token is like this: it is a word between symbols, and longer than a character.
    const string Padding = "<pad>";

    static readonly Lazy<string> Words = new(() => Class(LoweredText.IsWord));
    static readonly Lazy<string> Symbols = new(() => Class(LoweredText.IsSymbol));

    /// <param name="texts">The tensor with the texts, one a row.</param>
    /// <param name="weights">Term by term, the weights of the outputs.</param>
    /// <returns>A row of sums for each text.</returns>
    public static string Write(GraphWriter graph, NgramVectorizer vectorizer, ReadOnlySpan<float> weights, int outputs, string texts)
    {
        var tokens = Tokens(graph, vectorizer.Settings, graph.Node("Reshape", [texts, graph.Integers([-1], 1)]));
        // One more term, which every text has, and which weighs nothing: so none is without any.
        float[] idf = [.. vectorizer.Idf, 0];
        float[] padded = [.. weights, .. new float[outputs]];
        var (ofTerm, ofOutputs) = (graph.Floats(idf, idf.Length), graph.Floats(padded, idf.Length, outputs));

        var body = graph.Body();
        var row = body.Input("tokens", TensorElementType.String, 0);
        var counts = body.Node("TfIdfVectorizer", [row], Vocabulary(vectorizer));
        var found = body.Node("Reshape", [body.Node("NonZero", [counts]), graph.Integers([-1], 1)]);
        var terms = Appended(body, found, graph.Integers([vectorizer.Terms], 1));
        var frequencies = Appended(body, body.Node("Gather", [counts, found]), graph.Floats([1], 1));
        if (vectorizer.Settings.Sublinear)
            frequencies = body.Node("Add", [body.Node("Log", [frequencies]), graph.Floats([1], 1)]);
        var values = body.Node("Mul", [frequencies, body.Node("Gather", [ofTerm, terms])]);
        if (vectorizer.Settings.Normalize)
            values = body.Normalized(values, axis: 0);
        body.Output("sums", body.Node("MatMul", [values, body.Node("Gather", [ofOutputs, terms])]), TensorElementType.Float, 0);
        return graph.Node("Scan", [tokens], new("body", body), new("num_scan_inputs", 1));
    }

    static string Appended(GraphWriter graph, string list, string last) => graph.Node("Concat", [list, last], new NodeAttribute("axis", 0));

    static string Tokens(GraphWriter graph, NgramSettings settings, string texts)
    {
        if (settings.Lowercase)
            texts = graph.Node("StringNormalizer", [texts], new("case_change_action", "LOWER"), new("is_case_sensitive", 1), new("locale", "C.UTF-8"));
        var isWords = settings.Unit == NgramUnit.Word;
        return graph.Node("Tokenizer", [texts],
            new("mark", 0), new("mincharnum", isWords ? settings.MinTokenCharacters : 1), new("pad_value", Padding),
            new("tokenexp", !isWords ? "(?s:.)" : settings.Symbols ? $"[{Words.Value}]+|[{Symbols.Value}]+" : $"[{Words.Value}]+"));
    }

    /// <summary>
    /// The terms, by their length and then by their number. The operator's own weights are not used: they would come
    /// before the logarithm.
    /// </summary>
    static NodeAttribute[] Vocabulary(NgramVectorizer vectorizer)
    {
        var settings = vectorizer.Settings;
        if (vectorizer.Vocabulary is null)
        {
            throw new ExportRefusal($"reads a text by hashed n-grams ({settings.HashBits} bits), which ONNX's operators cannot express",
                "Train it with a vocabulary instead.");
        }

        var byLength = Enumerable.Range(0, vectorizer.Terms).Select(term => (Term: term, Tokens: vectorizer.TokensOf(term)))
            .OrderBy(term => term.Tokens.Count).ThenBy(term => term.Term).ToArray();
        var starts = new long[settings.MaxLength];
        for (var length = 2; length <= settings.MaxLength; length++)
            starts[length - 1] = starts[length - 2] + byLength.Where(term => term.Tokens.Count == length - 1).Sum(term => (long)term.Tokens.Count);
        return
        [
            new("mode", "TF"),
            new("min_gram_length", settings.MinLength),
            new("max_gram_length", settings.MaxLength),
            new("max_skip_count", 0),
            new("ngram_counts", starts),
            new("ngram_indexes", [.. byLength.Select(term => (long)term.Term)]),
            new("pool_strings", byLength.SelectMany(term => term.Tokens)),
        ];
    }

    /// <summary>Characters as ranges of their numbers: the graph's runtime may know another version of Unicode.</summary>
    static string Class(Func<Rune, bool> isInside)
    {
        var ranges = new StringBuilder();
        var first = -1;
        for (var value = 0; value <= 0x110000; value++)
        {
            var inside = Rune.IsValid(value) && isInside(new Rune(value));
            if (inside && first < 0)
                first = value;
            if (inside || first < 0)
                continue;
            ranges.Append(CultureInfo.InvariantCulture, $"\\x{{{first:X}}}-\\x{{{value - 1:X}}}");
            first = -1;
        }

        return ranges.ToString();
    }
}
