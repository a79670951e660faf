using SqlInference.Inference.Text;

namespace SqlInference.Inference.Ngrams;

/// <summary>The terms of one text, and the memory that finding them takes, kept by one thread for the next text.</summary>
public sealed class NgramScratch
{
    readonly GrowingList<int> _terms = new();
    readonly GrowingList<float> _weights = new();
    bool _isCounting;

    /// <summary>The terms of the text that was vectorized last, each once, in the order of their first occurrence.</summary>
    public ReadOnlySpan<int> Terms => _terms.Span;

    /// <summary>The weight of each of the <see cref="Terms"/>.</summary>
    public ReadOnlySpan<float> Weights => _weights.Span;

    internal TokenReader Reader { get; } = new();

    /// <summary>How often each node or hash occurs; all zero between texts.</summary>
    internal int[] Counts { get; private set; } = [];

    /// <summary>The nodes or hashes that occur; becomes <see cref="Terms"/>.</summary>
    internal GrowingList<int> Found => _terms;

    internal GrowingList<float> FoundWeights => _weights;

    /// <summary>Token numbers, of which the last ones of a stretch are kept for the next.</summary>
    internal GrowingList<int> TokenNumbers { get; } = new();

    internal GrowingList<ulong> TokenHashes { get; } = new();

    internal void Begin(int counters)
    {
        // The last text was given up half-way.
        if (_isCounting)
            Array.Clear(Counts);
        _isCounting = true;
        if (Counts.Length < counters)
            Counts = new int[counters];
        _terms.Clear();
        _weights.Clear();
        TokenNumbers.Clear();
        TokenHashes.Clear();
        Reader.Begin();
    }

    internal void End() => _isCounting = false;
}
