namespace SqlInference.Inference.Trees;

/// <summary>Where the rows of a block lie while they are evaluated, the same for every block of an ensemble.</summary>
/// <remarks>
/// A slot is a column of the block: a feature with its missing values as NaN, which is less than nothing and goes right, or
/// with negative infinity in their place, which goes left. So a missing value takes no instruction in a tree.
/// </remarks>
sealed class TreeLayout
{
    /// <summary>The block stays in the first-level cache with a tree beside it.</summary>
    const int BlockBytes = 20 << 10;
    const int MostRows = 256;

    readonly Dictionary<(int Feature, bool MissingGoesLeft), int> _slots = [];

    public TreeLayout(TreeEnsemble ensemble)
    {
        foreach (var node in ensemble.Trees.SelectMany(tree => tree.Nodes))
        {
            if (!node.IsLeaf)
                _slots.TryAdd((node.Feature, node.MissingGoesLeft), _slots.Count);
        }

        Slots = [.. _slots.OrderBy(slot => slot.Value).Select(slot => slot.Key)];
        var fit = BlockBytes / (sizeof(float) * Math.Max(1, Slots.Length + ensemble.Outputs + 1));
        Rows = Math.Clamp(fit & -PerfectTrees.MostLanes, PerfectTrees.MostLanes, MostRows);
        // Not a power of two, which would put the same row of all slots into the same set of the cache.
        Stride = Rows + 16;
    }

    public (int Feature, bool MissingGoesLeft)[] Slots { get; }

    /// <summary>The most rows of a block; a multiple of <see cref="PerfectTrees.MostLanes"/>.</summary>
    public int Rows { get; }

    /// <summary>How many floats one slot, or one output, is from the next.</summary>
    public int Stride { get; }

    /// <summary>How many bytes the value that a node looks at is from the row's place in the first slot.</summary>
    public int OffsetOf(in TreeNode node) => _slots[(node.Feature, node.MissingGoesLeft)] * Stride * sizeof(float);
}
