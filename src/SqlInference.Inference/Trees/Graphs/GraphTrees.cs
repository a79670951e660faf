namespace SqlInference.Inference.Trees.Graphs;

/// <summary>The trees of an operator. Its tests become "less than" here: see <see cref="Test"/>.</summary>
sealed class GraphTrees(GraphNode node, GraphLeaves leaves)
{
    readonly IReadOnlyList<long> _features = node.Integers("nodes_featureids");
    readonly IReadOnlyList<long> _ids = node.Integers("nodes_nodeids");
    readonly IReadOnlyList<long> _onTrue = node.Integers("nodes_truenodeids");
    readonly IReadOnlyList<long> _onFalse = node.Integers("nodes_falsenodeids");
    readonly IReadOnlyList<long> _missing = node.Integers("nodes_missing_value_tracks_true");
    readonly IReadOnlyList<string> _modes = node.Texts("nodes_modes");
    readonly IReadOnlyList<float> _values = node.Floats("nodes_values");

    /// <summary>One more than the last feature that a tree looks at.</summary>
    public int Features { get; private set; }

    /// <summary>The trees in the order in which they are written, which is the order in which they are added up.</summary>
    public DecisionTree[] Read()
    {
        var treeIds = node.Integers("nodes_treeids");
        var count = treeIds.Count;
        if (_ids.Count != count || _features.Count != count || _onTrue.Count != count || _onFalse.Count != count || _modes.Count != count
            || _values.Count != count || (_missing.Count != 0 && _missing.Count != count))
        {
            throw new InvalidDataException("the lists of its nodes differ in length");
        }

        var trees = new List<DecisionTree>();
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && treeIds[end] == treeIds[start];)
                end++;
            trees.Add(Read(treeIds[start], start, end));
        }

        return treeIds.Distinct().Count() == trees.Count ? [.. trees] : throw new InvalidDataException("the nodes of a tree stand apart");
    }

    DecisionTree Read(long tree, int start, int end)
    {
        var places = new Dictionary<long, int>();
        for (var i = start; i < end; i++)
        {
            if (!places.TryAdd(_ids[i], i - start))
                throw new InvalidDataException($"a tree has two nodes {_ids[i]}");
        }

        var outputs = Enumerable.Range(start, end - start).Where(i => _modes[i] == "LEAF")
            .SelectMany(i => leaves.Of(tree, _ids[i])).Select(weight => weight.Output).Distinct().Order().ToArray();
        var (nodes, values) = (new TreeNode[end - start], new List<float>());
        for (var i = start; i < end; i++)
        {
            if (_modes[i] == "LEAF")
                nodes[i - start] = Leaf(leaves.Of(tree, _ids[i]), outputs, values);
            else
                nodes[i - start] = Test(i, PlaceOf(places, _onTrue[i]), PlaceOf(places, _onFalse[i]));
        }

        return new DecisionTree(nodes, outputs, [.. values]);
    }

    /// <summary>
    /// A value is at most t where it is less than the next float after t; it is at least t where it is not less. A missing
    /// value fails every test, unless the node says that it passes.
    /// </summary>
    TreeNode Test(int i, int onTrue, int onFalse)
    {
        var passes = _missing.Count > 0 && _missing[i] != 0;
        if (!float.IsFinite(_values[i]))
            throw new NotATreeException($"has the threshold {_values[i]}");
        if (_features[i] is < 0 or >= int.MaxValue)
            throw new InvalidDataException($"a node looks at feature {_features[i]}");
        var feature = (int)_features[i];
        Features = Math.Max(Features, feature + 1);
        return _modes[i] switch
        {
            "BRANCH_LT" => new(feature, _values[i], onTrue, onFalse, passes),
            "BRANCH_LEQ" => new(feature, MathF.BitIncrement(_values[i]), onTrue, onFalse, passes),
            "BRANCH_GTE" => new(feature, _values[i], onFalse, onTrue, !passes),
            "BRANCH_GT" => new(feature, MathF.BitIncrement(_values[i]), onFalse, onTrue, !passes),
            var mode => throw new NotATreeException($"has tests of the mode {mode}"),
        };
    }

    static TreeNode Leaf(IReadOnlyList<(int Output, float Weight)> weights, int[] outputs, List<float> values)
    {
        var number = outputs.Length == 0 ? 0 : values.Count / outputs.Length;
        if (weights.Count != outputs.Length)
            throw new NotATreeException("has leaves that leave out some of their tree's outputs");
        foreach (var output in outputs)
            values.Add(weights.First(weight => weight.Output == output).Weight);
        return TreeNode.LeafOf(number);
    }

    static int PlaceOf(Dictionary<long, int> places, long node) =>
        places.TryGetValue(node, out var place) ? place : throw new InvalidDataException($"a tree has no node {node}");
}
