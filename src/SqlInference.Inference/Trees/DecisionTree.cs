namespace SqlInference.Inference.Trees;

/// <summary>One tree of an ensemble, checked: every node is reached in exactly one way. Node 0 is the root.</summary>
public sealed class DecisionTree
{
    /// <summary>Deeper ones are damage rather than models.</summary>
    public const int DeepestDepth = 4096;

    /// <param name="nodes">In any order, the root first; what the root does not reach is left out.</param>
    /// <param name="outputs">The outputs that the tree adds to.</param>
    /// <param name="leafValues">For each leaf, what it adds to each of these outputs.</param>
    /// <exception cref="InvalidDataException">The nodes are not a tree.</exception>
    public DecisionTree(ReadOnlySpan<TreeNode> nodes, int[] outputs, float[] leafValues)
    {
        Outputs = outputs;
        LeafValues = leafValues;
        Nodes = InOrder(nodes, out var depth);
        Depth = depth;
    }

    /// <summary>Parents before their children, and the two children of a node next to each other.</summary>
    public IReadOnlyList<TreeNode> Nodes { get; }

    /// <summary>The outputs that the tree adds to.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>What each leaf adds to each of <see cref="Outputs"/>, those of a leaf next to each other.</summary>
    public IReadOnlyList<float> LeafValues { get; }

    /// <summary>How many tests the longest way has; 0 for a lone leaf.</summary>
    public int Depth { get; }

    TreeNode[] InOrder(ReadOnlySpan<TreeNode> nodes, out int depth)
    {
        if (nodes.IsEmpty)
            throw new InvalidDataException("a tree has no nodes");
        var seen = new bool[nodes.Length];
        // The nodes in their new order: where they were, and how deep they are.
        var order = new List<(int Node, int Depth)>(nodes.Length) { (0, 0) };
        var sorted = new List<TreeNode>(nodes.Length);
        seen[0] = true;
        for (var at = 0; at < order.Count; at++)
        {
            var node = nodes[order[at].Node];
            if (node.IsLeaf)
            {
                if (node.Left < 0 || ((long)node.Left + 1) * Outputs.Count > LeafValues.Count)
                    throw new InvalidDataException("a leaf of a tree has no values");
                sorted.Add(node);
                continue;
            }

            // Nothing is less than negative infinity or NaN.
            if (node.Feature < 0 || !(node.Threshold > float.NegativeInfinity))
                throw new InvalidDataException($"a node of a tree has the feature {node.Feature} and the threshold {node.Threshold}");
            var below = order[at].Depth + 1;
            if (below > DeepestDepth)
                throw new InvalidDataException($"a tree is deeper than {DeepestDepth} levels");
            sorted.Add(node with { Left = order.Count, Right = order.Count + 1 });
            Visit(node.Left, seen);
            Visit(node.Right, seen);
            order.Add((node.Left, below));
            order.Add((node.Right, below));
        }

        depth = order[^1].Depth;
        return [.. sorted];
    }

    static void Visit(int node, bool[] seen)
    {
        if ((uint)node >= (uint)seen.Length)
            throw new InvalidDataException($"a tree has no node {node}");
        if (seen[node])
            throw new InvalidDataException($"node {node} of a tree is reached in two ways");
        seen[node] = true;
    }
}
