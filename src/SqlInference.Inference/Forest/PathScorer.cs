using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores one point at a time, each along its own path. The other scorers do the same operations on 32-bit floats in the
/// same order for every point, and so give the same scores to the last bit.
/// </summary>
static unsafe class PathScorer
{
    /// <param name="point">The point's dimensions next to each other.</param>
    public static double Score(FlatForest forest, float* point)
    {
        double sum = 0;
        foreach (ref readonly var tree in forest.Trees)
            sum += ScoreTree(tree, point, forest.Dimensions);
        return sum / forest.Trees.Length;
    }

    static float ScoreTree(in FlatTree tree, float* point, int dimensions)
    {
        // Outside a box a random cut separates the point with probability distance / (range + distance). Top down, reach is
        // the probability of getting here without having been separated: the recurrence from the leaf up that the
        // literature states, turned around.
        float distance = 0, reach = 1, score = 0;
        var node = tree.Nodes;
        while (node->Right != 0)
        {
            distance += Farther(node, tree.Shrinks, point);
            var separated = reach * (distance / (node->Range + distance));
            score += separated * node->Unseen;
            reach -= separated;
            // No branch, since nothing foretells it.
            node += 1 + (point[node->Dimension] > node->Cut ? 1 : 0) * (node->Right - 1);
        }

        var seen = distance == 0 && Equal(tree.Points + (long)node->Leaf * dimensions, point, dimensions);
        return score + reach * (seen ? node->Cut : node->Unseen);
    }

    /// <summary>How much farther the point is from this node's box than from its parent's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float Farther(FlatNode* node, Shrink* shrinks, float* point)
    {
        float farther = 0;
        var shrink = shrinks + node->Shrinks;
        for (var end = shrink + node->HighShrinks; shrink < end; shrink++)
            farther += float.MinNative(float.MaxNative(point[shrink->Dimension] - shrink->Bound, 0), shrink->Width);
        for (var end = shrink + node->LowShrinks; shrink < end; shrink++)
            farther += float.MinNative(float.MaxNative(shrink->Bound - point[shrink->Dimension], 0), shrink->Width);
        return farther;
    }

    public static bool Equal(float* leaf, float* point, int dimensions)
    {
        for (var d = 0; d < dimensions; d++)
        {
            if (leaf[d] != point[d])
                return false;
        }

        return true;
    }
}
