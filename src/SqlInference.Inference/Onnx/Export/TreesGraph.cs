using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// Trees as one operator. A row goes the way of BRANCH_LT where its value is less than the threshold, compared as 32-bit floats as
/// XGBoost does it; what is missing follows nodes_missing_value_tracks_true.
/// </summary>
static class TreesGraph
{
    public static string Write(GraphWriter graph, TreeEnsemble ensemble, string features)
    {
        var nodes = new NodeLists();
        foreach (var (number, tree) in ensemble.Trees.Index())
            nodes.Add(number, tree);
        return graph.Node("TreeEnsembleRegressor", [features],
        [
            new("n_targets", ensemble.Outputs),
            new("base_values", [.. ensemble.Starts.Zip(ensemble.Ends, (start, end) => start + end)]),
            new("nodes_treeids", [.. nodes.Trees]),
            new("nodes_nodeids", [.. nodes.Numbers]),
            new("nodes_featureids", [.. nodes.Features]),
            new("nodes_modes", nodes.Modes),
            new("nodes_values", [.. nodes.Thresholds]),
            new("nodes_truenodeids", [.. nodes.Lefts]),
            new("nodes_falsenodeids", [.. nodes.Rights]),
            new("nodes_missing_value_tracks_true", [.. nodes.MissingGoesLeft]),
            new("target_treeids", [.. nodes.LeafTrees]),
            new("target_nodeids", [.. nodes.LeafNumbers]),
            new("target_ids", [.. nodes.LeafOutputs]),
            new("target_weights", [.. nodes.LeafValues]),
        ]);
    }

    sealed class NodeLists
    {
        public List<long> Trees { get; } = [];

        public List<long> Numbers { get; } = [];

        public List<long> Features { get; } = [];

        public List<string> Modes { get; } = [];

        public List<float> Thresholds { get; } = [];

        public List<long> Lefts { get; } = [];

        public List<long> Rights { get; } = [];

        public List<long> MissingGoesLeft { get; } = [];

        public List<long> LeafTrees { get; } = [];

        public List<long> LeafNumbers { get; } = [];

        public List<long> LeafOutputs { get; } = [];

        public List<float> LeafValues { get; } = [];

        public void Add(int number, DecisionTree tree)
        {
            foreach (var (position, node) in tree.Nodes.Index())
            {
                Trees.Add(number);
                Numbers.Add(position);
                Features.Add(Math.Max(0, node.Feature));
                Modes.Add(node.IsLeaf ? "LEAF" : "BRANCH_LT");
                Thresholds.Add(node.Threshold);
                Lefts.Add(node.IsLeaf ? 0 : node.Left);
                Rights.Add(node.IsLeaf ? 0 : node.Right);
                MissingGoesLeft.Add(!node.IsLeaf && node.MissingGoesLeft ? 1 : 0);
                if (node.IsLeaf)
                    AddLeaf(number, position, tree, node.Left);
            }
        }

        void AddLeaf(int number, int position, DecisionTree tree, int leaf)
        {
            foreach (var (i, output) in tree.Outputs.Index())
            {
                LeafTrees.Add(number);
                LeafNumbers.Add(position);
                LeafOutputs.Add(output);
                LeafValues.Add(tree.LeafValues[leaf * tree.Outputs.Count + i]);
            }
        }
    }
}
