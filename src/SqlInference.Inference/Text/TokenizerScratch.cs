using SqlInference.Inference.Text.Models;

namespace SqlInference.Inference.Text;

/// <summary>Memory for one text at a time, kept by one thread for the next one.</summary>
sealed class TokenizerScratch
{
    public GrowingList<byte> Normalized { get; set; } = new();

    public GrowingList<byte> NextNormalized { get; set; } = new();

    public Pieces Words { get; set; } = new();

    public Pieces NextWords { get; set; } = new();

    public GrowingList<int> Points { get; } = new();

    public GrowingList<long> SortKeys { get; } = new();

    public GrowingList<int> Symbols { get; } = new();

    public GrowingList<int> Next { get; } = new();

    public GrowingList<int> Previous { get; } = new();

    public MergeQueue Candidates { get; } = new();
}
