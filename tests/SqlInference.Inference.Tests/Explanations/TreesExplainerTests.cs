using System.Numerics;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;
using SqlInference.Inference.Tests.Trees;
using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Tests.Explanations;

public sealed class TreesExplainerTests
{
    [Theory]
    [InlineData(3, 4, 0.1)]
    [InlineData(5, 6, 0.3)]
    [InlineData(10, 9, 0.1)]
    [InlineData(12, 12, 0.1)]
    public void Values_are_those_of_the_definition(int features, int depth, double early)
    {
        var random = new Random(features * 100 + depth);
        var ensemble = new TreeEnsemble(features, [Grow(random, features, depth, early, 0), Grow(random, features, depth, early, 1, 0)], [0.5f, -1f], [0.25f, 0], 2);
        var rows = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, features).Select(_ => ReferenceTrees.Value(random)).ToArray()).ToArray();

        var (expected, values) = Explain(ensemble, rows, [.. Enumerable.Range(0, features).Select(feature => new InputShare[] { new(feature, 1) })], features);

        for (var row = 0; row < rows.Length; row++)
        {
            var margins = ReferenceTrees.Margins(ensemble, rows[row]);
            for (var output = 0; output < 2; output++)
            {
                Assert.Equal(margins[output], expected[output] + values[row][output].Sum(), 1e-4);
                Assert.All(ByDefinition(ensemble, rows[row], output).Zip(values[row][output]), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            }
        }
    }

    [Fact]
    public void Values_of_features_add_up_to_those_of_the_columns_they_are_made_of()
    {
        var random = new Random(7);
        var ensemble = new TreeEnsemble(3, [Grow(random, 3, 5, 0, 0)], [0]);
        float[][] rows = [[1, -1, 0.5f], [float.NaN, 0, 2]];
        var (_, apart) = Explain(ensemble, rows, [[new(0, 1)], [new(1, 1)], [new(2, 1)]], 3);

        var (_, together) = Explain(ensemble, rows, [[new(1, 1)], [new(1, 1)], [new(0, 0.25), new(1, 0.75)]], 2);

        for (var row = 0; row < rows.Length; row++)
        {
            var values = apart[row][0];
            Assert.Equal(values[2] / 4, together[row][0][0], 1e-12);
            Assert.Equal(values[0] + values[1] + values[2] * 3 / 4, together[row][0][1], 1e-12);
        }
    }

    [Fact]
    public void A_way_of_a_hundred_tests_keeps_its_digits()
    {
        const int Features = 100;
        var nodes = new List<TreeNode>();
        for (var feature = 0; feature < Features; feature++)
        {
            // Half of the rows end here, and half go on.
            nodes.Add(new TreeNode(feature, 0, nodes.Count + 1, nodes.Count + 2, false) with { Cover = MathF.Pow(2, Features - feature) });
            nodes.Add(TreeNode.LeafOf(feature) with { Cover = MathF.Pow(2, Features - feature - 1) });
        }

        nodes.Add(TreeNode.LeafOf(Features) with { Cover = 1 });
        var tree = new DecisionTree([.. nodes], [0], [.. Enumerable.Repeat(0f, Features), 1]);

        var (expected, values) = Explain(new(Features, [tree], [0]), [[.. Enumerable.Repeat(1f, Features)]],
            [.. Enumerable.Range(0, Features).Select(feature => new InputShare[] { new(feature, 1) })], Features);

        // All tests are alike, so that each has the same part of what is there to share.
        Assert.Equal(1, expected[0] + values[0][0].Sum(), 1e-12);
        Assert.All(values[0][0], value => Assert.Equal((1 - expected[0]) / Features, value, 1e-12));
    }

    [Fact]
    public void Trees_that_do_not_say_how_many_rows_went_where_are_not_explained()
    {
        var random = new Random(1);
        Assert.False(TreePaths.CanBeTold(new(2, [ReferenceTrees.Grow(random, 2, 3, 0, 0)], [0])));
        Assert.True(TreePaths.CanBeTold(new(2, [Grow(random, 2, 3, 0, 0)], [0])));
    }

    static unsafe (IReadOnlyList<double> Expected, double[][][] Values) Explain(
        TreeEnsemble ensemble, float[][] rows, IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs)
    {
        var explainer = new TreesExplainer(new(ensemble), origins, inputs);
        var features = new float[ensemble.Features * rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var feature = 0; feature < ensemble.Features; feature++)
                features[feature * rows.Length + row] = rows[row][feature];
        }

        var values = new double[ensemble.Outputs * inputs * rows.Length];
        fixed (float* from = features)
        fixed (double* to = values)
            explainer.Add(new FeatureBlock(new ColumnBatch(0), 0, rows.Length, (nint)from, rows.Length), 1, to);
        return (explainer.Expected, [.. rows.Select((_, row) => Enumerable.Range(0, ensemble.Outputs).Select(output =>
            Enumerable.Range(0, inputs).Select(input => values[(output * inputs + input) * rows.Length + row]).ToArray()).ToArray())]);
    }

    /// <summary>A random tree whose nodes say how many rows came to them.</summary>
    static DecisionTree Grow(Random random, int features, int depth, double early, params int[] outputs)
    {
        var tree = ReferenceTrees.Grow(random, features, depth, early, outputs);
        var nodes = tree.Nodes.Select(node => node with { Cover = 1 + random.Next(50) }).ToArray();
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            if (!nodes[i].IsLeaf)
                nodes[i] = nodes[i] with { Cover = nodes[nodes[i].Left].Cover + nodes[nodes[i].Right].Cover };
        }

        return new(nodes, outputs, [.. tree.LeafValues]);
    }

    /// <summary>What each feature adds to what is expected, on average over all orders in which features can become known.</summary>
    static double[] ByDefinition(TreeEnsemble ensemble, float[] row, int output)
    {
        var features = ensemble.Features;
        var expected = Enumerable.Range(0, 1 << features).Select(known => ensemble.Trees.Sum(tree => Expectation(tree, row, known, output, 0)) / ensemble.Divisor).ToArray();
        var values = new double[features];
        for (var feature = 0; feature < features; feature++)
        {
            for (var known = 0; known < 1 << features; known++)
            {
                if ((known >> feature & 1) == 0)
                    values[feature] += Weight(BitOperations.PopCount((uint)known), features) * (expected[known | 1 << feature] - expected[known]);
            }
        }

        return values;
    }

    static double Weight(int known, int features) => Factorial(known) * Factorial(features - known - 1) / Factorial(features);

    static double Factorial(int number) => number < 2 ? 1 : number * Factorial(number - 1);

    static double Expectation(DecisionTree tree, float[] row, int known, int output, int at)
    {
        var node = tree.Nodes[at];
        if (node.IsLeaf)
            return tree.Outputs.Select((each, i) => each == output ? tree.LeafValues[node.Left * tree.Outputs.Count + i] : 0.0).Sum();
        if ((known >> node.Feature & 1) != 0)
        {
            var value = row[node.Feature];
            return Expectation(tree, row, known, output, (float.IsNaN(value) ? node.MissingGoesLeft : value < node.Threshold) ? node.Left : node.Right);
        }

        double left = tree.Nodes[node.Left].Cover, right = tree.Nodes[node.Right].Cover;
        return (left * Expectation(tree, row, known, output, node.Left) + right * Expectation(tree, row, known, output, node.Right)) / (left + right);
    }
}
