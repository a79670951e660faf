namespace SqlInference.Training.Ngrams;

/// <summary>Texts to learn from, one a row; a missing one is empty.</summary>
public interface ITexts
{
    int Count { get; }

    /// <summary>The UTF-8 bytes of a row; the next call may move them.</summary>
    ReadOnlySpan<byte> this[int row] { get; }
}
