namespace SqlInference.Inference.Ngrams;

/// <summary>How a text becomes weighted terms. docs/text-classification.md gives the formulas.</summary>
public sealed record NgramSettings
{
    /// <summary>More would be slow, and no text has n-grams of that length often enough to learn from.</summary>
    public const int MostLength = 8;

    /// <summary>With fewer bits, terms fall together everywhere; with more, the counts alone take hundreds of megabytes.</summary>
    public const int FewestHashBits = 8, MostHashBits = 26;

    public NgramUnit Unit { get; init; } = NgramUnit.Word;

    public int MinLength { get; init; } = 1;

    public int MaxLength { get; init; } = 2;

    /// <summary>Tokens of fewer characters are none: their neighbours become adjacent.</summary>
    public int MinTokenCharacters { get; init; } = 1;

    /// <summary>Whether runs of punctuation and signs are tokens as words are.</summary>
    public bool Symbols { get; init; } = true;

    public bool Lowercase { get; init; } = true;

    /// <summary>A term that occurs n times counts 1 + ln n instead of n.</summary>
    public bool Sublinear { get; init; } = true;

    /// <summary>The weights of a text have length 1.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>0 for a vocabulary of terms; otherwise there is none, and a term is a hash of so many bits.</summary>
    public int HashBits { get; init; }

    internal bool IsSound => Enum.IsDefined(Unit) && MinLength >= 1 && MinLength <= MaxLength && MaxLength <= MostLength
        && MinTokenCharacters is >= 1 and <= 8 && HashBits is 0 or (>= FewestHashBits and <= MostHashBits);
}
