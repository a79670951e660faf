using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Explanations;

/// <summary>An ensemble as the ways to its leaves. Immutable.</summary>
sealed class TreePaths
{
    readonly double[] _expected;

    public TreePaths(TreeEnsemble ensemble)
    {
        _expected = [.. ensemble.Starts.Select((start, output) => start / ensemble.Divisor + ensemble.Ends[output])];
        var tests = new List<PathTest>();
        var leaves = new List<PathLeaf>();
        foreach (var tree in ensemble.Trees)
            Add(tree, ensemble.Divisor, tests, leaves);
        Tests = [.. tests];
        Leaves = [.. leaves];
    }

    /// <summary>Those of a leaf next to each other.</summary>
    public PathTest[] Tests { get; }

    public PathLeaf[] Leaves { get; }

    /// <summary>The mean of each output over the training rows, as far as the trees tell.</summary>
    public IReadOnlyList<double> Expected => _expected;

    /// <summary>Whether the trees say how many rows went which way.</summary>
    public static bool CanBeTold(TreeEnsemble ensemble) => ensemble.Trees.All(tree => tree.Nodes[0].IsLeaf || tree.Nodes[0].Cover > 0);

    void Add(DecisionTree tree, float divisor, List<PathTest> tests, List<PathLeaf> leaves)
    {
        var parents = new int[tree.Nodes.Count];
        for (var node = 0; node < parents.Length; node++)
        {
            if (!tree.Nodes[node].IsLeaf)
                parents[tree.Nodes[node].Left] = parents[tree.Nodes[node].Right] = node;
        }

        for (var node = 0; node < parents.Length; node++)
        {
            if (!tree.Nodes[node].IsLeaf)
                continue;
            var first = tests.Count;
            var reached = AddTests(tree, parents, node, tests);
            for (var i = 0; i < tree.Outputs.Count; i++)
            {
                var value = (double)tree.LeafValues[tree.Nodes[node].Left * tree.Outputs.Count + i] / divisor;
                leaves.Add(new(first, tests.Count - first, tree.Outputs[i], value));
                _expected[tree.Outputs[i]] += reached * value;
            }
        }
    }

    /// <summary>The share of training rows that came to the leaf.</summary>
    static double AddTests(DecisionTree tree, int[] parents, int leaf, List<PathTest> tests)
    {
        var (first, reached) = (tests.Count, 1.0);
        for (var child = leaf; child != 0; child = parents[child])
        {
            var node = tree.Nodes[parents[child]];
            var isLeft = node.Left == child;
            var cover = CoverOf(tree, node, isLeft);
            reached *= cover;
            var at = tests.FindIndex(first, test => test.Feature == node.Feature);
            if (at < 0)
            {
                at = tests.Count;
                tests.Add(PathTest.Of(node.Feature));
            }

            tests[at] = isLeft
                ? tests[at].Below(node.Threshold, node.MissingGoesLeft, cover)
                : tests[at].NotBelow(node.Threshold, !node.MissingGoesLeft, cover);
        }

        return reached;
    }

    // Where rounding has left no weight on either side, both are as likely.
    static double CoverOf(DecisionTree tree, TreeNode node, bool isLeft)
    {
        double left = tree.Nodes[node.Left].Cover, right = tree.Nodes[node.Right].Cover;
        return left + right > 0 ? (isLeft ? left : right) / (left + right) : 0.5;
    }
}

/// <summary>One output of a leaf, and the tests on the way to it.</summary>
readonly record struct PathLeaf(int First, int Tests, int Output, double Value);
