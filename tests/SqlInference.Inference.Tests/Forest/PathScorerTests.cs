using SqlInference.Inference.Forest;

namespace SqlInference.Inference.Tests.Forest;

public sealed unsafe class PathScorerTests
{
    [Theory]
    [InlineData(1, 256)]
    [InlineData(2, 256)]
    [InlineData(3, 100)]
    [InlineData(8, 256)]
    [InlineData(17, 256)]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    [InlineData(120, 40)]
    public void Agrees_with_the_recursion_from_the_leaf_up(int dimensions, int samples)
    {
        var model = TestForests.Grow(10, samples, dimensions, seed: dimensions * 1000 + samples);
        var reference = new ReferenceForest(model);
        using var forest = new FlatForest(model);
        foreach (var query in TestForests.Queries(model, 500, seed: 7))
        {
            fixed (float* point = query)
                Assert.Equal(reference.Score(query), PathScorer.Score(forest, point), 2e-5 * reference.Score(query));
        }
    }

    [Theory]
    [InlineData(1, 256)]
    [InlineData(3, 100)]
    [InlineData(8, 256)]
    [InlineData(17, 1)]
    public void Attributions_agree_and_add_up_to_the_score(int dimensions, int samples)
    {
        var model = TestForests.Grow(10, samples, dimensions, seed: dimensions * 1000 + samples);
        var reference = new ReferenceForest(model);
        using var forest = new FlatForest(model);
        var excess = new float[dimensions];
        foreach (var query in TestForests.Queries(model, 300, seed: 8))
        {
            var shares = new double[dimensions];
            fixed (float* point = query, room = excess)
            fixed (double* target = shares)
            {
                PathAttribution.Add(forest, point, room, target);
                Assert.Equal(PathScorer.Score(forest, point), shares.Sum(), 1e-5);
            }

            var expected = reference.Attribution(query);
            for (var d = 0; d < dimensions; d++)
                Assert.Equal(expected[d], shares[d], 1e-5);
        }
    }

    [Fact]
    public void A_tree_of_three_points_scores_as_worked_out_by_hand()
    {
        // Points 0, 0 and 4; one cut at 1. log2(3 + 1) = 2.
        var model = new RandomCutForest(TestForests.Featurizer(1), [new(3, [0, -1, -1], [1], [2, 1], [0, 4])], 3, 1, 0);
        using var forest = new FlatForest(model);
        Assert.Equal(2 * (1 - 2 / 6.0) / (1 + Math.Log2(3)), Score(0), 6);
        Assert.Equal(2 * (1 - 1 / 6.0) / (1 + 1), Score(4), 6);
        Assert.Equal(2 * 0.5, Score(2), 6);
        Assert.Equal(2 * (0.75 * 1 + 0.25 * 0.5), Score(16), 6);

        double Score(float x) => PathScorer.Score(forest, &x);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(257)]
    [InlineData(2049)]
    public void Log2_is_that_of_the_platform(int value) => Assert.Equal(Math.Log2(value), ForestMath.Log2(value), 1e-14);
}
