using SqlInference.Inference.Ngrams;
using SqlInference.Training.Features;

namespace SqlInference.Training.Ngrams;

/// <summary>Makes rows of terms out of texts.</summary>
public static class TextRows
{
    public static SparseRows Of(NgramVectorizer vectorizer, ITexts texts, ReadOnlySpan<int> rows, CancellationToken cancellation)
    {
        var scratch = new NgramScratch();
        var starts = new long[rows.Length + 1];
        var (indices, values) = (new List<int>(), new List<float>());
        for (var i = 0; i < rows.Length; i++)
        {
            vectorizer.Vectorize(texts[rows[i]], scratch, cancellation);
            indices.AddRange(scratch.Terms);
            values.AddRange(scratch.Weights);
            starts[i + 1] = indices.Count;
        }

        return new(vectorizer.Terms, starts, [.. indices], [.. values]);
    }
}
