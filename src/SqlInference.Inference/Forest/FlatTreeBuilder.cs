using System.Runtime.InteropServices;

namespace SqlInference.Inference.Forest;

/// <summary>Lays trees out as <see cref="FlatNode"/>s and <see cref="Shrink"/>s, one after the other.</summary>
sealed unsafe class FlatTreeBuilder(int dimensions)
{
    readonly List<Shrink> _shrinks = [];

    // Boxes of all nodes: lower ends, then upper ends of a node's box next to each other.
    float[] _boxes = [];

    /// <summary>The shrinks of the tree that was laid out last.</summary>
    public ReadOnlySpan<Shrink> Shrinks => CollectionsMarshal.AsSpan(_shrinks);

    public void Build(ForestTree tree, FlatNode* nodes)
    {
        Link(tree, nodes);
        Score(tree, nodes);
        _shrinks.Clear();
        AddShrinks(nodes, 0, -1);
        for (var node = 0; node < tree.Dimensions.Length; node++)
        {
            if (nodes[node].Dimension < 0)
                continue;
            AddShrinks(nodes, node + 1, node);
            AddShrinks(nodes, node + nodes[node].Right, node);
        }
    }

    /// <summary>Cuts, children, leaves and boxes: backwards, so that children come before their parents.</summary>
    void Link(ForestTree tree, FlatNode* nodes)
    {
        var count = tree.Dimensions.Length;
        if (_boxes.Length < (long)count * 2 * dimensions)
            _boxes = new float[checked(count * 2 * dimensions)];
        var cut = tree.Cuts.Length;
        var leaf = tree.LeafCount;
        for (var i = count - 1; i >= 0; i--)
        {
            var dimension = tree.Dimensions[i];
            if (dimension < 0)
            {
                leaf--;
                nodes[i] = new() { Dimension = -1, Leaf = leaf };
                tree.Points.AsSpan(leaf * dimensions, dimensions).CopyTo(Low(i));
                tree.Points.AsSpan(leaf * dimensions, dimensions).CopyTo(High(i));
                continue;
            }

            // A subtree of n leaves has 2n - 1 nodes; the right one begins after the left one's leaves.
            var right = 1 + SubtreeSize(nodes, i + 1);
            nodes[i] = new() { Dimension = dimension, Cut = tree.Cuts[--cut], Right = right, Leaf = leaf };
            double range = 0;
            for (var d = 0; d < dimensions; d++)
            {
                Low(i)[d] = Math.Min(Low(i + 1)[d], Low(i + right)[d]);
                High(i)[d] = Math.Max(High(i + 1)[d], High(i + right)[d]);
                range += (double)High(i)[d] - Low(i)[d];
            }

            nodes[i].Range = (float)range;
        }
    }

    static int SubtreeSize(FlatNode* nodes, int node)
    {
        var size = 0;
        while (nodes[node + size].Dimension >= 0)
            size += nodes[node + size].Right;
        return size + 1;
    }

    /// <summary>What depends on the depth of a node, already on the tree's scale.</summary>
    static void Score(ForestTree tree, FlatNode* nodes)
    {
        var count = tree.Dimensions.Length;
        var depths = new int[count];
        var scale = ForestMath.Scale(tree.Mass);
        for (var i = 0; i < count; i++)
        {
            nodes[i].Unseen = (float)(scale * ForestMath.Unseen(depths[i]));
            if (nodes[i].Dimension < 0)
            {
                nodes[i].Cut = (float)(scale * ForestMath.Seen(depths[i], tree.LeafMasses[nodes[i].Leaf], tree.Mass));
                continue;
            }

            depths[i + 1] = depths[i + nodes[i].Right] = depths[i] + 1;
        }
    }

    void AddShrinks(FlatNode* nodes, int node, int parent)
    {
        if (nodes[node].Dimension < 0)
            return;
        nodes[node].Shrinks = _shrinks.Count;
        for (var d = 0; d < dimensions; d++)
        {
            var bound = High(node)[d];
            if (parent < 0 || bound < High(parent)[d])
                _shrinks.Add(new() { Dimension = d, Bound = bound, Width = parent < 0 ? float.PositiveInfinity : High(parent)[d] - bound });
        }

        nodes[node].HighShrinks = (ushort)(_shrinks.Count - nodes[node].Shrinks);
        for (var d = 0; d < dimensions; d++)
        {
            var bound = Low(node)[d];
            if (parent < 0 || bound > Low(parent)[d])
                _shrinks.Add(new() { Dimension = d, Bound = bound, Width = parent < 0 ? float.PositiveInfinity : bound - Low(parent)[d] });
        }

        nodes[node].LowShrinks = (ushort)(_shrinks.Count - nodes[node].Shrinks - nodes[node].HighShrinks);
    }

    Span<float> Low(int node) => _boxes.AsSpan(node * 2 * dimensions, dimensions);

    Span<float> High(int node) => _boxes.AsSpan((node * 2 + 1) * dimensions, dimensions);
}
