namespace SqlInference.Inference.Text.Normalizers;

/// <summary>Rewrites text before it is cut into words. Stateless: many threads use one.</summary>
interface INormalizer
{
    /// <summary>Appends the rewritten text to <paramref name="output"/>.</summary>
    void Normalize(ReadOnlySpan<byte> text, GrowingList<byte> output, TokenizerScratch scratch);
}
