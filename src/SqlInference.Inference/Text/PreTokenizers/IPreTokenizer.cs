namespace SqlInference.Inference.Text.PreTokenizers;

/// <summary>Cuts text into words, which tokens never cross. Stateless: many threads use one.</summary>
interface IPreTokenizer
{
    /// <summary>Adds the words of one piece of text.</summary>
    void Split(ReadOnlySpan<byte> text, Pieces words);
}
