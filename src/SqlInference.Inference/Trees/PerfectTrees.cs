namespace SqlInference.Inference.Trees;

/// <summary>
/// A way to take the rows of a block through one perfect tree in registers. Implementations are never inlined into their callers, see
/// <see cref="Forest.BlockScorer"/>.
/// </summary>
abstract unsafe class PerfectTrees
{
    /// <summary>Rows are worked on in groups of at most so many, so blocks are filled up to a multiple of it.</summary>
    public const int MostLanes = 16;

    /// <summary>Adds what the tree gives to the sums of the block's rows.</summary>
    /// <param name="block">The first slot.</param>
    /// <param name="sums">The first output.</param>
    /// <param name="stride">See <see cref="TreeLayout.Stride"/>.</param>
    /// <param name="rows">How many rows there are; those up to a multiple of <see cref="MostLanes"/> are worked on too.</param>
    public abstract void Add(in FlatTree tree, float* block, float* sums, int stride, int rows);

    /// <summary>Of a deeper tree, whose first levels are the perfect tree: the nodes that rows come to, as <see cref="TreeWalker"/> numbers them.</summary>
    public abstract void Find(in FlatTree tree, float* block, uint* found, int rows);
}
