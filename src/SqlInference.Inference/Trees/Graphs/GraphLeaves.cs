namespace SqlInference.Inference.Trees.Graphs;

/// <summary>What the leaves of an operator add, and to which outputs.</summary>
sealed class GraphLeaves
{
    readonly Dictionary<(long Tree, long Node), List<(int Output, float Weight)>> _weights = [];
    readonly HashSet<int> _outputs = [];

    /// <param name="prefix">"class" or "target", as the attributes are called.</param>
    public GraphLeaves(GraphNode node, string prefix, int outputs)
    {
        var (trees, nodes) = (node.Integers($"{prefix}_treeids"), node.Integers($"{prefix}_nodeids"));
        var (ids, weights) = (node.Integers($"{prefix}_ids"), node.Floats($"{prefix}_weights"));
        if (nodes.Count != trees.Count || ids.Count != trees.Count || weights.Count != trees.Count)
            throw new InvalidDataException("the lists of its leaves differ in length");
        for (var i = 0; i < trees.Count; i++)
        {
            if (ids[i] < 0 || ids[i] >= outputs)
                throw new InvalidDataException($"a leaf adds to output {ids[i]} of {outputs}");
            var key = (trees[i], nodes[i]);
            if (!_weights.TryGetValue(key, out var ofLeaf))
                _weights[key] = ofLeaf = [];
            ofLeaf.Add(((int)ids[i], weights[i]));
            _outputs.Add((int)ids[i]);
            ArePositive &= weights[i] >= 0;
        }
    }

    /// <summary>The outputs that any leaf adds to.</summary>
    public IReadOnlySet<int> Outputs => _outputs;

    public bool ArePositive { get; } = true;

    public IReadOnlyList<(int Output, float Weight)> Of(long tree, long node) => _weights.TryGetValue((tree, node), out var weights) ? weights : [];
}
