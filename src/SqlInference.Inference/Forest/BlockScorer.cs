namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores blocks of points, in memory of its own. Not thread-safe. Scorers are never inlined into their callers: what may be
/// inlined into one method is limited, and a compiler that begins at the batcher, seven calls further up, has nothing left when it
/// comes to the operators of the innermost loops, which then become calls and make scoring seven times as slow.
/// </summary>
abstract unsafe class BlockScorer : IDisposable
{
    /// <summary>The most points that a block may have.</summary>
    public abstract int BlockRows { get; }

    /// <param name="columns">The points, one dimension after the other, <paramref name="stride"/> floats apart.</param>
    public abstract void Score(float* columns, int stride, int count, double* scores);

    public abstract void Dispose();
}
