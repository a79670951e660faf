namespace SqlInference.Inference.Text.Models;

/// <summary>Turns one word into the numbers of its tokens. Stateless: many threads use one.</summary>
interface ITokenModel
{
    /// <summary>One more than the highest number that a token has.</summary>
    int VocabularySize { get; }

    void Encode(ReadOnlySpan<byte> word, TokenizerScratch scratch, GrowingList<int> tokens);
}
