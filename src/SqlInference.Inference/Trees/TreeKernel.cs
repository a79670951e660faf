namespace SqlInference.Inference.Trees;

/// <summary>
/// A way to take the rows of a block through one tree. Kernels are never inlined into their callers, see
/// <see cref="Forest.BlockScorer"/>.
/// </summary>
abstract unsafe class TreeKernel
{
    /// <summary>Kernels may work on this many rows at once, so blocks are filled up to a multiple of it.</summary>
    public const int MostLanes = 32;

    /// <summary>Adds what the tree gives to the sums of the block's rows.</summary>
    /// <param name="block">The first slot.</param>
    /// <param name="sums">The first output.</param>
    /// <param name="stride">See <see cref="TreeLayout.Stride"/>.</param>
    /// <param name="rows">How many rows there are; the rows up to a multiple of <see cref="MostLanes"/> may be worked on too.</param>
    public abstract void Add(in FlatTree tree, float* block, float* sums, int stride, int rows);
}
