namespace SqlInference.Inference.Trees.Graphs;

/// <summary>What an operator TreeEnsembleRegressor or TreeEnsembleClassifier computes.</summary>
/// <param name="Rule">How a classifier decides; null for a regression.</param>
sealed record GraphEnsemble(TreeEnsemble Trees, ClassRule? Rule)
{
    /// <exception cref="NotATreeException">It computes something that we do not.</exception>
    /// <exception cref="InvalidDataException">Its nodes are no trees.</exception>
    public static GraphEnsemble Read(GraphNode node, bool isClassifier)
    {
        if (node.Has("nodes_values_as_tensor") || node.Has("base_values_as_tensor") || node.Has("class_weights_as_tensor") || node.Has("target_weights_as_tensor"))
            throw new NotATreeException("has thresholds or weights in 64-bit floats");
        var outputs = isClassifier
            ? Math.Max(node.Integers("classlabels_int64s").Count, node.Texts("classlabels_strings").Count)
            : node.Integer("n_targets", 1);
        if (outputs is < 1 or > 4096)
            throw new NotATreeException($"has {outputs} outputs");

        var leaves = new GraphLeaves(node, isClassifier ? "class" : "target", (int)outputs);
        var nodes = new GraphTrees(node, leaves);
        var trees = nodes.Read();
        var bases = node.Floats("base_values");
        if (isClassifier)
        {
            var rule = ClassRule.Read(node, leaves, bases.Count);
            return new(new TreeEnsemble(nodes.Features, trees, new float[rule.Sums], Ends(bases, rule.Sums)), rule);
        }

        if (node.Text("post_transform", "NONE") != "NONE")
            throw new NotATreeException($"transforms its sums by {node.Text("post_transform", "")}");
        var divisor = node.Text("aggregate_function", "SUM") switch
        {
            "SUM" => 1,
            "AVERAGE" => Math.Max(1, trees.Length),
            var other => throw new NotATreeException($"has the aggregate function {other}"),
        };
        return new(new TreeEnsemble(nodes.Features, trees, new float[outputs], Ends(bases, (int)outputs), divisor), null);
    }

    static float[] Ends(IReadOnlyList<float> bases, int sums) =>
        bases.Count == 0 ? new float[sums]
        : bases.Count == sums ? [.. bases]
        : throw new NotATreeException($"has {bases.Count} base values for {sums} sums");
}
