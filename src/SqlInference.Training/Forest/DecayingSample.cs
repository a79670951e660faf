using SqlInference.Inference.Forest;

namespace SqlInference.Training.Forest;

/// <summary>
/// A bounded sample of a stream in which a row weighs <c>exp(-age / decay)</c> (Efraimidis and Spirakis, 2006): every row
/// draws a key once, and the smallest keys stay. Keys are kept as logarithms, so that they never overflow.
/// </summary>
sealed class DecayingSample(int size, double decay)
{
    const double Log2OfE = 1.4426950408889634;

    // Largest key first.
    readonly PriorityQueue<int, double> _leaves = new(size);

    public int Count => _leaves.Count;

    /// <summary>
    /// Whether the row with this number comes in; then <paramref name="evicted"/> is the leaf that makes room for it, or -1.
    /// </summary>
    public bool Offer(long row, ref SeededRandom random, out double key, out int evicted)
    {
        // log2(-log2(u)), less the age in units of the decay: later rows have smaller keys.
        var exponential = Math.Max(1e-16, -ForestMath.Log2(1 - random.NextDouble()));
        key = ForestMath.Log2(exponential) - row / decay * Log2OfE;
        evicted = -1;
        if (_leaves.Count < size)
            return true;
        _leaves.TryPeek(out _, out var largest);
        if (key >= -largest)
            return false;
        evicted = _leaves.Dequeue();
        return true;
    }

    public void Add(int leaf, double key) => _leaves.Enqueue(leaf, -key);
}
