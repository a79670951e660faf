namespace SqlInference.Inference.Forest;

/// <summary>
/// The parts of a score that the dimensions cause: at each node the score of being separated there is shared out by how
/// far each dimension is outside of the node's box. A point that equals a leaf owes that part of its score to all
/// dimensions alike.
/// </summary>
static unsafe class PathAttribution
{
    /// <param name="excess">Room for one float per dimension.</param>
    /// <param name="shares">The forest's attribution, one per dimension, is added to these.</param>
    public static void Add(FlatForest forest, float* point, float* excess, double* shares)
    {
        foreach (ref readonly var tree in forest.Trees)
            AddTree(tree, point, forest.Dimensions, forest.Trees.Length, excess, shares);
    }

    static void AddTree(in FlatTree tree, float* point, int dimensions, int trees, float* excess, double* shares)
    {
        new Span<float>(excess, dimensions).Clear();
        double distance = 0, reach = 1;
        var node = tree.Nodes;
        for (; node->Right != 0; node += point[node->Dimension] > node->Cut ? node->Right : 1)
        {
            distance += Approach(node, tree.Shrinks, point, excess);
            if (distance <= 0)
                continue;
            var share = reach * node->Unseen / (node->Range + distance) / trees;
            for (var d = 0; d < dimensions; d++)
                shares[d] += share * excess[d];
            reach *= node->Range / (node->Range + distance);
        }

        var leaf = tree.Points + (long)node->Leaf * dimensions;
        if (PathScorer.Equal(leaf, point, dimensions))
        {
            for (var d = 0; d < dimensions; d++)
                shares[d] += reach * node->Cut / trees / dimensions;
            return;
        }

        distance = 0;
        for (var d = 0; d < dimensions; d++)
            distance += Math.Abs((double)point[d] - leaf[d]);
        for (var d = 0; d < dimensions; d++)
            shares[d] += reach * node->Unseen / trees * (Math.Abs((double)point[d] - leaf[d]) / distance);
    }

    static double Approach(FlatNode* node, Shrink* shrinks, float* point, float* excess)
    {
        double more = 0;
        var shrink = shrinks + node->Shrinks;
        var lows = shrink + node->HighShrinks;
        for (var end = lows + node->LowShrinks; shrink < end; shrink++)
        {
            var x = point[shrink->Dimension];
            var beyond = Math.Clamp(shrink < lows ? x - shrink->Bound : shrink->Bound - x, 0, shrink->Width);
            excess[shrink->Dimension] += beyond;
            more += beyond;
        }

        return more;
    }
}
