namespace SqlInference.Inference.Trees;

/// <summary>A tree laid out for the kernels, in memory of the evaluator.</summary>
unsafe struct FlatTree
{
    /// <summary>For walking: the nodes, two children next to each other.</summary>
    public WalkNode* Nodes;

    public int Depth;

    /// <summary>The outputs that the tree adds to.</summary>
    public int* Outputs;

    public int OutputCount;

    /// <summary>The values of the leaves, those of a leaf next to each other.</summary>
    public float* LeafValues;

    /// <summary>The tree, or the first levels of a deeper one. Null where registers are not used.</summary>
    public PerfectTree* Perfect;

    /// <summary>
    /// For each output of a perfect tree its leaves from left to right; of a deeper one, the nodes that come after the
    /// perfect tree's levels, as whole numbers.
    /// </summary>
    public float* PerfectLeaves;

    /// <summary>True where the perfect tree is the whole tree.</summary>
    public readonly bool IsPerfect => Depth <= PerfectTree.MostDepth;
}
