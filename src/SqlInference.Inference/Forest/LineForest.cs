using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// A forest over one dimension, laid out for scoring. Between two neighbouring points of a tree all boxes above contain
/// the scored point, except for those that end at the neighbour on its side of the cut; from all of these it is equally far.
/// So a tree is a sequence of leaves in order of their values, each with two short chains of boxes: those that begin and
/// those that end there. On average a chain has one box.
/// </summary>
sealed unsafe class LineForest : IDisposable
{
    readonly NativeBuffer _leaves = new();
    readonly NativeBuffer _boxes = new();
    readonly NativeBuffer _cuts = new();
    readonly NativeBuffer _borders = new();
    readonly NativeBuffer _borderSlots = new();
    readonly LineTree[] _trees;

    public LineForest(FlatForest forest)
    {
        _trees = new LineTree[forest.Trees.Length];
        var leafCount = 0;
        foreach (ref readonly var tree in forest.Trees)
            leafCount += tree.LeafCount;
        LeafCount = leafCount;
        // One more leaf per tree, which only says where the last chain ends.
        var leaves = (LineLeaf*)_leaves.Reserve((nuint)(leafCount + _trees.Length) * (nuint)sizeof(LineLeaf));
        var boxes = (LineBox*)_boxes.Reserve((nuint)leafCount * 2 * (nuint)sizeof(LineBox));
        var cuts = (float*)_cuts.Reserve((nuint)leafCount * sizeof(float));
        for (var t = 0; t < _trees.Length; t++)
        {
            ref readonly var tree = ref forest.Trees[t];
            _trees[t] = new() { Leaves = leaves, Boxes = boxes, Cuts = cuts, LeafCount = tree.LeafCount };
            LayOut(tree, _trees[t]);
            leaves += tree.LeafCount + 1;
            boxes += 2 * (tree.LeafCount - 1);
            cuts += tree.LeafCount;
        }

        SortBorders();
    }

    public ReadOnlySpan<LineTree> Trees => _trees;

    public int LeafCount { get; }

    public long MemoryBytes => _trees.Length * sizeof(LineTree)
        + (long)(_leaves.Capacity + _boxes.Capacity + _cuts.Capacity + _borders.Capacity + _borderSlots.Capacity);

    /// <summary>
    /// The places where a row's chain changes, of all trees, in order: with the number of rows below each of them, a sorted
    /// batch falls into its chains. Two per leaf: its value, and the next number after the cut behind it.
    /// </summary>
    public float* Borders => (float*)_borders.Pointer;

    /// <summary>Which leaf a border belongs to: twice its number, one more for the cut behind it.</summary>
    public int* BorderSlots => (int*)_borderSlots.Pointer;

    public void Dispose()
    {
        _leaves.Dispose();
        _boxes.Dispose();
        _cuts.Dispose();
        _borders.Dispose();
        _borderSlots.Dispose();
    }

    static void LayOut(in FlatTree tree, in LineTree line)
    {
        var nodeCount = 2 * tree.LeafCount - 1;
        var lastLeaves = LastLeaves(tree, nodeCount);
        var starts = new int[2 * tree.LeafCount + 1];
        for (var node = 0; node < nodeCount; node++)
        {
            if (tree.Nodes[node].Right == 0)
                continue;
            starts[2 * tree.Nodes[node].Leaf + 1]++;
            starts[2 * lastLeaves[node] + 2]++;
        }

        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var ends = starts.ToArray();
        // From the root down, so that every chain has its largest box first.
        for (var node = 0; node < nodeCount; node++)
        {
            ref readonly var flat = ref tree.Nodes[node];
            if (flat.Right == 0)
            {
                line.Leaves[flat.Leaf] = new()
                {
                    Value = tree.Points[flat.Leaf],
                    Seen = flat.Cut,
                    Unseen = flat.Unseen,
                    Below = starts[2 * flat.Leaf],
                    Above = starts[2 * flat.Leaf + 1],
                };
                continue;
            }

            var box = new LineBox { Range = flat.Range, Unseen = flat.Unseen };
            line.Boxes[ends[2 * flat.Leaf]++] = box;
            line.Boxes[ends[2 * lastLeaves[node] + 1]++] = box;
            // The cut of a node is between the last leaf on its left and the first on its right.
            line.Cuts[tree.Nodes[node + flat.Right].Leaf - 1] = flat.Cut;
        }

        line.Leaves[tree.LeafCount] = new() { Below = starts[^1] };
        line.Cuts[tree.LeafCount - 1] = float.PositiveInfinity;
    }

    static int[] LastLeaves(in FlatTree tree, int nodeCount)
    {
        var last = new int[nodeCount];
        for (var node = nodeCount - 1; node >= 0; node--)
        {
            ref readonly var flat = ref tree.Nodes[node];
            last[node] = flat.Right == 0 ? flat.Leaf : last[node + flat.Right];
        }

        return last;
    }

    void SortBorders()
    {
        var borders = new float[2 * LeafCount];
        var slots = new int[2 * LeafCount];
        var slot = 0;
        foreach (var tree in _trees)
        {
            for (var leaf = 0; leaf < tree.LeafCount; leaf++)
            {
                borders[slot] = tree.Leaves[leaf].Value;
                slots[slot] = slot++;
                borders[slot] = MathF.BitIncrement(tree.Cuts[leaf]);
                slots[slot] = slot++;
            }
        }

        Array.Sort(borders, slots);
        borders.CopyTo(new Span<float>(_borders.Reserve((nuint)borders.Length * sizeof(float)), borders.Length));
        slots.CopyTo(new Span<int>(_borderSlots.Reserve((nuint)slots.Length * sizeof(int)), slots.Length));
    }
}
