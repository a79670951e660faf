using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>
/// Finds the terms of texts and how many texts have each, in two passes: tokens first, then longer n-grams of those tokens
/// that are frequent enough. The same texts in the same order give the same vectorizer.
/// </summary>
public static class NgramTrainer
{
    /// <param name="rows">Which texts to learn from; each may be given once.</param>
    public static NgramVectorizer Train(NgramOptions options, ITexts texts, ReadOnlySpan<int> rows, CancellationToken cancellation)
    {
        options.Validate();
        if (options.Settings.HashBits > 0)
            return TrainHashed(options, texts, rows, cancellation);
        var tokens = CountTokens(options, texts, rows, cancellation);
        var ngrams = new NgramCounts(tokens.Table.Count, options.MaxCandidates);
        if (options.Settings.MaxLength > 1)
            CountNgrams(options, texts, rows, tokens.Table, ngrams, cancellation);
        return new TermSelection(options, rows.Length, tokens, ngrams).Select();
    }

    /// <summary>The tokens that enough texts have, and in how many they are.</summary>
    static TokenCounts CountTokens(NgramOptions options, ITexts texts, ReadOnlySpan<int> rows, CancellationToken cancellation)
    {
        var counts = new TokenCounts(options.MaxCandidates);
        var reader = new TokenReader();
        for (var document = 0; document < rows.Length; document++)
        {
            var text = texts[rows[document]];
            reader.Begin();
            bool goesOn;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                goesOn = reader.Read(text, options.Settings);
                for (var i = 0; i < reader.Count; i++)
                {
                    if (reader[i].Length <= TokenReader.MostTokenBytes)
                        counts.Add(reader[i], document);
                }
            }
            while (goesOn);
        }

        return counts.Frequent(options.MinDocuments);
    }

    static void CountNgrams(NgramOptions options, ITexts texts, ReadOnlySpan<int> rows, TokenTable tokens, NgramCounts counts, CancellationToken cancellation)
    {
        var reader = new TokenReader();
        var walk = new NgramWalk(options.Settings.MaxLength);
        for (var document = 0; document < rows.Length; document++)
        {
            var text = texts[rows[document]];
            reader.Begin();
            walk.Begin();
            bool goesOn;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                goesOn = reader.Read(text, options.Settings);
                walk.Read(reader, tokens);
                walk.Count(counts, document, goesOn);
            }
            while (goesOn);
        }
    }

    static NgramVectorizer TrainHashed(NgramOptions options, ITexts texts, ReadOnlySpan<int> rows, CancellationToken cancellation)
    {
        var idf = new float[1 << options.Settings.HashBits];
        Array.Fill(idf, 1);
        var vectorizer = new NgramVectorizer(options.Settings, null, idf);
        if (!options.Idf)
            return vectorizer;
        idf = new float[idf.Length];
        var documents = new int[idf.Length];
        var scratch = new NgramScratch();
        foreach (var row in rows)
        {
            vectorizer.Vectorize(texts[row], scratch, cancellation);
            foreach (var term in scratch.Terms)
                documents[term]++;
        }

        for (var term = 0; term < idf.Length; term++)
            idf[term] = Idf(rows.Length, documents[term]);
        return new(options.Settings, null, idf);
    }

    internal static float Idf(int texts, int textsWithTerm) => (float)(Math.Log((1.0 + texts) / (1.0 + textsWithTerm)) + 1);
}
