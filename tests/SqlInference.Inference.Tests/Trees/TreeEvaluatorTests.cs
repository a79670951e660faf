using SqlInference.Inference.Forest;
using SqlInference.Inference.Trees;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Trees;

public sealed class TreeEvaluatorTests
{
    static VectorWidth[] Widths => [.. Enum.GetValues<VectorWidth>().Where(width => width.IsSupported())];

    static float[][] Rows(Random random, int count, int features) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, features).Select(_ => ReferenceTrees.Value(random)).ToArray())];

    static void Check(TreeEnsemble ensemble, float[][] rows)
    {
        var expected = rows.Select(row => ReferenceTrees.Margins(ensemble, row)).ToArray();
        foreach (var width in Widths)
            Assert.Equal(expected, ReferenceTrees.Evaluate(ensemble, rows, width));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0.2)]
    [InlineData(5, 0)]
    [InlineData(5, 0.3)]
    [InlineData(6, 0)]
    [InlineData(6, 0.1)]
    [InlineData(7, 0)]
    [InlineData(9, 0.1)]
    [InlineData(14, 0.3)]
    public void Every_width_gives_the_bits_of_a_plain_walk(int depth, double early)
    {
        var random = new Random(depth);
        var ensemble = new TreeEnsemble(7, [.. Enumerable.Range(0, 12).Select(_ => ReferenceTrees.Grow(random, 7, depth, early, 0))], [0.1f]);
        Check(ensemble, Rows(random, 700, 7));
    }

    [Fact]
    public void A_tree_may_lean_to_one_side()
    {
        var random = new Random(8);
        var nodes = new List<TreeNode>();
        for (var level = 0; level < 500; level++)
        {
            nodes.Add(new(level % 3, level / 100f - 2, 2 * level + 1, 2 * level + 2, level % 2 == 0));
            nodes.Add(TreeNode.LeafOf(level));
        }

        nodes.Add(TreeNode.LeafOf(500));
        var tree = new DecisionTree([.. nodes], [0], [.. Enumerable.Range(0, 501).Select(leaf => (float)leaf)]);
        Assert.Equal(500, tree.Depth);
        Check(new TreeEnsemble(3, [tree, tree], [0f]), Rows(random, 200, 3));
    }

    [Fact]
    public void Every_number_of_rows_is_right()
    {
        var random = new Random(2);
        var ensemble = new TreeEnsemble(3, [.. Enumerable.Range(0, 5).Select(depth => ReferenceTrees.Grow(random, 3, 3 + depth, 0.1, 0))], [0f]);
        for (var rows = 0; rows < 70; rows++)
            Check(ensemble, Rows(random, rows, 3));
    }

    [Fact]
    public void Trees_add_to_one_output_or_to_several()
    {
        var random = new Random(3);
        DecisionTree[] trees =
        [
            ReferenceTrees.Grow(random, 4, 4, 0, 2, 0), ReferenceTrees.Grow(random, 4, 5, 0.2, 1), ReferenceTrees.Grow(random, 4, 6, 0, 0, 1, 2),
            ReferenceTrees.Grow(random, 4, 8, 0.2, 0, 2), ReferenceTrees.Grow(random, 4, 5, 0, 2, 1, 0),
        ];
        Check(new TreeEnsemble(4, trees, [1f, 2, 3], [0.25f, 0, -1], divisor: 5), Rows(random, 300, 4));
    }

    [Fact]
    public void Many_features_and_outputs_fit()
    {
        var random = new Random(4);
        var trees = Enumerable.Range(0, 60).Select(t => ReferenceTrees.Grow(random, 500, 5, 0.1, t % 40)).ToArray();
        Check(new TreeEnsemble(500, trees, new float[40]), Rows(random, 100, 500));
    }

    [Fact]
    public void An_ensemble_without_trees_gives_its_start_and_end() =>
        Check(new TreeEnsemble(2, [], [1.5f], [0.25f]), Rows(new Random(5), 20, 2));

    [Fact]
    public async Task Callers_share_an_evaluator()
    {
        var random = new Random(6);
        var ensemble = new TreeEnsemble(5, [.. Enumerable.Range(0, 20).Select(_ => ReferenceTrees.Grow(random, 5, 6, 0.1, 0))], [0f]);
        var rows = Rows(random, 333, 5);
        var expected = rows.Select(row => ReferenceTrees.Margins(ensemble, row)[0]).ToArray();
        var features = Enumerable.Range(0, 5).SelectMany(feature => rows.Select(row => row[feature])).ToArray();
        using var evaluator = new TreeEvaluator(ensemble);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 50; round++)
                Assert.Equal(expected, Evaluate(evaluator, features, rows.Length));
        })));
    }

    [Fact]
    public unsafe void A_call_allocates_nothing()
    {
        var random = new Random(7);
        var ensemble = new TreeEnsemble(5, [.. Enumerable.Range(0, 20).Select(depth => ReferenceTrees.Grow(random, 5, 3 + depth % 6, 0.1, 0))], [0f]);
        using var evaluator = new TreeEvaluator(ensemble);
        var (features, margins) = (new float[5 * 1000], new float[1000]);
        fixed (float* from = features, to = margins)
        {
            evaluator.Evaluate(from, 1000, 1000, to, 1000);
            var (first, last) = ((nint)from, (nint)to);
            Assert.Equal(0, Allocations.Of(() =>
            {
                for (var round = 0; round < 20; round++)
                    evaluator.Evaluate((float*)first, 1000, 1 + 50 * round, (float*)last, 1000);
            }));
        }
    }

    static unsafe float[] Evaluate(TreeEvaluator evaluator, float[] features, int rows)
    {
        var margins = new float[rows];
        fixed (float* from = features, to = margins)
            evaluator.Evaluate(from, rows, rows, to, rows);
        return margins;
    }

    public static TheoryData<TreeNode[], string> Unsound => new()
    {
        { [], "a tree has no nodes" },
        { [new(0, 1, 1, 2, false), TreeNode.LeafOf(0)], "a tree has no node 2" },
        { [new(0, 1, 1, -1, false), TreeNode.LeafOf(0)], "a tree has no node -1" },
        { [new(0, 1, 1, 1, false), TreeNode.LeafOf(0)], "node 1 of a tree is reached in two ways" },
        { [new(0, 1, 0, 1, false), TreeNode.LeafOf(0)], "node 0 of a tree is reached in two ways" },
        { [TreeNode.LeafOf(2)], "a leaf of a tree has no values" },
        { [new(0, float.NaN, 1, 2, false), TreeNode.LeafOf(0), TreeNode.LeafOf(1)], "a node of a tree has the feature 0 and the threshold NaN" },
        { [new(-2, 1, 1, 2, false), TreeNode.LeafOf(0), TreeNode.LeafOf(1)], "a node of a tree has the feature -2 and the threshold 1" },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void Nodes_that_are_no_tree_are_refused(TreeNode[] nodes, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => new DecisionTree(nodes, [0], [1, 2])).Message);

    [Fact]
    public void A_tree_beyond_the_ensembles_features_or_outputs_is_refused()
    {
        var tree = ReferenceTrees.Grow(new Random(1), 4, 6, 0, 1);
        Assert.Equal("a tree looks at feature 3, and there are 3",
            Assert.Throws<InvalidDataException>(() => new TreeEnsemble(3, [ReferenceTrees.Grow(new Random(1), 4, 0, 0, 0), Only(3)], [0f])).Message);
        Assert.Equal("a tree adds to output 1, and there are 1", Assert.Throws<InvalidDataException>(() => new TreeEnsemble(4, [tree], [0f])).Message);
    }

    static DecisionTree Only(int feature) => new([new(feature, 1, 1, 2, false), TreeNode.LeafOf(0), TreeNode.LeafOf(1)], [0], [1, 2]);
}
