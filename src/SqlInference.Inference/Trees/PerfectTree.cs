namespace SqlInference.Inference.Trees;

/// <summary>
/// A tree completed to <see cref="LeastDepth"/> to <see cref="MostDepth"/> full levels. Nodes are numbered as in a heap: the
/// root is 1, the children of n are 2n and 2n + 1; so one number per row says both on which level it is and where there.
/// </summary>
unsafe struct PerfectTree
{
    public const int LeastDepth = 4;
    public const int MostDepth = 6;

    const int Nodes = 1 << MostDepth;

    /// <summary>By number. The low bits of the number are the place within a level, and a register holds whole levels.</summary>
    public fixed float Thresholds[Nodes];

    /// <summary>
    /// Where the values lie that the nodes of level d look at, from 2^d on; within a level in the order of the reversed
    /// bits of their place, in which they are selected: first by the test of the root, last by that of the level above.
    /// </summary>
    public fixed int Offsets[Nodes];

    public int Depth;

    /// <summary>The place of a node among the offsets of its level.</summary>
    public static int Reversed(int place, int level)
    {
        var reversed = 0;
        for (var bit = 0; bit < level; bit++)
            reversed |= ((place >> bit) & 1) << (level - 1 - bit);
        return reversed;
    }
}
