using SqlInference.Inference.Forest;
using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Tests.Trees;

/// <summary>Ensembles evaluated one row and one node at a time, as their definition says.</summary>
static class ReferenceTrees
{
    public static float[] Margins(TreeEnsemble ensemble, float[] row)
    {
        var sums = ensemble.Starts.ToArray();
        foreach (var tree in ensemble.Trees)
        {
            var leaf = LeafOf(tree, row);
            for (var i = 0; i < tree.Outputs.Count; i++)
                sums[tree.Outputs[i]] += tree.LeafValues[leaf * tree.Outputs.Count + i];
        }

        return [.. sums.Select((sum, output) => sum / ensemble.Divisor + ensemble.Ends[output])];
    }

    static int LeafOf(DecisionTree tree, float[] row)
    {
        var node = tree.Nodes[0];
        while (!node.IsLeaf)
        {
            var value = row[node.Feature];
            node = tree.Nodes[(float.IsNaN(value) ? node.MissingGoesLeft : value < node.Threshold) ? node.Left : node.Right];
        }

        return node.Left;
    }

    /// <summary>An ensemble's answers by the evaluator, row by row as above.</summary>
    public static unsafe float[][] Evaluate(TreeEnsemble ensemble, float[][] rows, VectorWidth width)
    {
        // Other memory lies behind the rows, which must not be touched.
        var stride = rows.Length + 3;
        var features = new float[ensemble.Features * stride];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var feature = 0; feature < ensemble.Features; feature++)
                features[feature * stride + row] = rows[row][feature];
        }

        var margins = Enumerable.Repeat(-77f, ensemble.Outputs * stride).ToArray();
        using var evaluator = new TreeEvaluator(ensemble, width);
        fixed (float* from = features, to = margins)
            evaluator.Evaluate(from, stride, rows.Length, to, stride);
        for (var output = 0; output < ensemble.Outputs; output++)
            Assert.All(margins[(output * stride + rows.Length)..((output + 1) * stride)], value => Assert.Equal(-77f, value));
        return [.. rows.Select((_, row) => Enumerable.Range(0, ensemble.Outputs).Select(output => margins[output * stride + row]).ToArray())];
    }

    /// <summary>Trees of random shapes.</summary>
    /// <param name="early">How likely a way ends before <paramref name="depth"/>.</param>
    public static DecisionTree Grow(Random random, int features, int depth, double early, params int[] outputs)
    {
        var nodes = new List<TreeNode>();
        var leaves = 0;
        Grow(0);
        return new DecisionTree([.. nodes], outputs, [.. Enumerable.Range(0, leaves * outputs.Length).Select(_ => Number(random))]);

        int Grow(int level)
        {
            var at = nodes.Count;
            nodes.Add(default);
            nodes[at] = level == depth || (level > 0 && random.NextDouble() < early)
                ? TreeNode.LeafOf(leaves++)
                : new(random.Next(features), random.Next(20) == 0 ? float.PositiveInfinity : Number(random), Grow(level + 1), Grow(level + 1), random.Next(2) == 0);
            return at;
        }
    }

    /// <summary>Few different ones, so that many are equal to thresholds; and all kinds that floats have.</summary>
    public static float Value(Random random) => random.Next(20) switch
    {
        0 or 1 => float.NaN,
        2 => float.PositiveInfinity,
        3 => float.NegativeInfinity,
        4 => -0f,
        _ => Number(random),
    };

    static float Number(Random random) => random.Next(-8, 9) / 4f;
}
