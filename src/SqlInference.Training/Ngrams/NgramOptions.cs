using SqlInference.Errors;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.Ngrams;

/// <summary>Which n-grams become terms.</summary>
public sealed record NgramOptions
{
    public NgramSettings Settings { get; init; } = new();

    /// <summary>An n-gram of fewer texts is no term.</summary>
    public int MinDocuments { get; init; } = 2;

    /// <summary>An n-gram that is in more than this part of the texts is no term.</summary>
    public double MaxDocumentPart { get; init; } = 1;

    /// <summary>Of more terms than this, those in the most texts are kept.</summary>
    public int MaxTerms { get; init; } = 200_000;

    /// <summary>Terms of few texts weigh more: ln((1 + texts) / (1 + texts with the term)) + 1.</summary>
    public bool Idf { get; init; } = true;

    /// <summary>
    /// While counting, at most so many different n-grams are kept; beyond that those seen least are forgotten, so that counts
    /// of rare ones may come out too low.
    /// </summary>
    public int MaxCandidates { get; init; } = 16_000_000;

    /// <exception cref="SqlInferenceException">A value is out of range.</exception>
    public void Validate()
    {
        Check("ngram_min", Settings.MinLength, 1, NgramSettings.MostLength);
        Check("ngram_max", Settings.MaxLength, Settings.MinLength, NgramSettings.MostLength);
        Check("min_token_length", Settings.MinTokenCharacters, 1, 8);
        if (Settings.HashBits != 0)
            Check("hash_bits", Settings.HashBits, NgramSettings.FewestHashBits, NgramSettings.MostHashBits);
        Check("min_df", MinDocuments, 1, int.MaxValue);
        Check("max_terms", MaxTerms, 1, 50_000_000);
        Check("max_candidates", MaxCandidates, 1000, 500_000_000);
        if (!(MaxDocumentPart is > 0 and <= 1))
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Parameter max_df of a text vectorizer is {MaxDocumentPart}; it is a part of the texts, above 0 and at most 1.",
                "Give max_df a value above 0 and at most 1, or leave it out.");
        }
    }

    static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Parameter {name} of a text vectorizer is {value}; it has to be from {least} to {most}.",
                $"Give {name} a value from {least} to {most}, or leave it out.");
        }
    }
}
