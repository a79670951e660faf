namespace SqlInference.Inference.Ngrams;

/// <summary>What an n-gram is a sequence of.</summary>
public enum NgramUnit : byte
{
    /// <summary>The longest runs of letters, marks, numbers and connectors such as the underscore, and those of symbols where asked for.</summary>
    Word = 1,

    /// <summary>Every character, white space and punctuation too: for languages that do not part their words.</summary>
    Character = 2,
}
