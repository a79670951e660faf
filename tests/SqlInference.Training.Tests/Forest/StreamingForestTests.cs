using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Training.Forest;

namespace SqlInference.Training.Tests.Forest;

public sealed class StreamingForestTests
{
    [Fact]
    public void A_stream_without_evictions_scores_as_a_forest_grown_from_the_same_rows()
    {
        var random = new Random(2);
        var columns = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 256).Select(_ => Math.Round(Training.Normal(random), 1)).ToArray()).ToArray();
        var (forest, _) = Training.Train(new() { NumTrees = 300, NumSamplesPerTree = 256 },
            [.. columns.Select(column => Training.Nullable(Enumerable.Repeat(column, 300).SelectMany(values => values)))]);
        using var stream = Stream(new() { NumTrees = 300 }, 3);
        for (var row = 0; row < 256; row++)
            stream.Push([.. columns.Select(column => column[row])], new double[3]);

        // Both are means over 300 independent trees. That the queries are learned as well hardly matters among 256 points.
        double[][] queries = [[0, 0, 0], [columns[0][5], columns[1][5], columns[2][5]], [3, 0, 0], [-5, 5, 1], [100, 0, 0]];
        foreach (var query in queries)
        {
            var grown = Training.Score(forest, [.. query.Select(x => new[] { x })])[0];
            Assert.Equal(grown, stream.Push(query, new double[3]), 0.06 * grown);
        }
    }

    [Fact]
    public void Trees_stay_sound_while_points_come_and_go()
    {
        var random = new Random(4);
        using var stream = Stream(new() { NumTrees = 5, NumSamplesPerTree = 20, TimeDecay = 50 }, 2);
        var seen = new HashSet<(double, double)>();
        for (var row = 0; row < 3000; row++)
        {
            double[] point = [random.Next(6), random.Next(4)];
            seen.Add((point[0], point[1]));
            var attribution = new double[2];
            Assert.Equal(stream.Push(point, attribution), attribution.Sum(), 12);
            foreach (var tree in stream.Trees)
            {
                var leaves = tree.Leaves().ToList();
                Assert.Equal(Math.Min(20, row + 1), leaves.Sum(leaf => leaf.Mass));
                Assert.Equal(leaves.Count, leaves.Select(leaf => (leaf.Point[0], leaf.Point[1])).Distinct().Count());
                foreach (var (leaf, mass, cuts) in leaves)
                {
                    Assert.Contains((leaf[0], leaf[1]), seen);
                    Assert.True(mass > 0);
                    Assert.All(cuts, cut => Assert.Equal(cut.Right, leaf[cut.Dimension] > cut.Cut));
                }
            }
        }
    }

    [Fact]
    public void Old_rows_are_forgotten()
    {
        var random = new Random(6);
        using var stream = Stream(new() { NumTrees = 30, NumSamplesPerTree = 64, TimeDecay = 100 }, 1);
        double Push(double centre) => stream.Push([centre + Training.Normal(random)], new double[1]);
        for (var row = 0; row < 500; row++)
            Push(0);
        var surprise = Push(50);
        for (var row = 0; row < 1000; row++)
            Push(50);

        Assert.True(surprise > 3);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.InRange(Push(50), 0, 2));
        Assert.True(Push(0) > 2.5);
        Assert.All(stream.Trees.SelectMany(tree => tree.Leaves()), leaf => Assert.True(leaf.Point[0] > 25 || leaf.Mass == 1));
    }

    [Fact]
    public void The_column_that_is_out_of_line_gets_the_blame()
    {
        var random = new Random(8);
        using var stream = Stream(new(), 3);
        var attribution = new double[3];
        for (var row = 0; row < 600; row++)
            stream.Push([Training.Normal(random), Training.Normal(random), Training.Normal(random)], attribution);
        var score = stream.Push([0.1, 12, -0.2], attribution);
        Assert.True(score > 2.5);
        Assert.True(attribution[1] > 0.85 * score);
    }

    [Fact]
    public void A_shingle_sees_a_break_in_rhythm_that_single_rows_do_not_show()
    {
        var turn = Enumerable.Range(0, 16).Select(i => Math.Round(Math.Sin(i * Math.PI / 8), 3)).ToArray();
        double Break(int shingleSize)
        {
            using var stream = Stream(new() { ShingleSize = shingleSize, NumTrees = 50 }, 1);
            double Push(int phase) => stream.Push([turn[phase % 16]], new double[1]);
            var before = Enumerable.Range(0, 1000).Select(Push).ToArray();
            var after = Enumerable.Range(1008, 4).Select(Push).ToArray();
            return after.Max() / before[600..].Max();
        }

        Assert.True(Break(8) > 1.5);
        Assert.True(Break(1) < 1.1);
    }

    [Fact]
    public void Rows_come_in_batches_with_NULL_and_warm_up()
    {
        using var stream = Stream(new() { NumSamplesPerTree = 40, NumTrees = 10 }, 2);
        double?[] first = [.. Enumerable.Range(0, 30).Select(i => i == 20 ? null : (double?)(i % 7))];
        double?[] second = [.. Enumerable.Range(0, 30).Select(i => (double?)(i % 5))];
        using var rows = new Rows(first, second);
        using var results = new ResultColumns(2, 0, 1);
        stream.Push(rows.Batch, results);

        var scores = results[0]!.View;
        var attributions = results[1]!.View;
        Assert.Equal("anomaly_score", stream.Signature.Outputs[0].Name);
        for (var row = 0; row < 30; row++)
        {
            Assert.Equal(row != 20, scores.IsValid(row));
            Assert.Equal(row != 20, attributions.IsValid(row));
            if (row == 20)
                continue;
            Assert.Equal(row >= 10, scores.Span<double>()[row] > 0);
            Assert.Equal(scores.Span<double>()[row], attributions.Span<double>()[2 * row] + attributions.Span<double>()[2 * row + 1], 12);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores()
    {
        double[] Scores(ulong seed)
        {
            var random = new Random(1);
            using var stream = Stream(new() { Seed = seed, NumTrees = 10 }, 1);
            return [.. Enumerable.Range(0, 500).Select(_ => stream.Push([random.NextDouble()], new double[1]))];
        }

        Assert.Equal(Scores(1), Scores(1));
        Assert.NotEqual(Scores(1), Scores(2));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_refused_before_anything_is_learned()
    {
        using var stream = Stream(new(), 1);
        using var rows = new Rows([1, double.NaN]);
        using var results = new ResultColumns(2, 0);
        var error = Assert.Throws<SqlInferenceException>(() => stream.Push(rows.Batch, results));
        Assert.Equal(ErrorConditions.NotFinite, error.Condition);
        Assert.All(stream.Trees, tree => Assert.Equal(0, tree.Mass));
    }

    [Theory]
    [InlineData(0, 256, 1, 1, "num_trees")]
    [InlineData(100, 9, 1, 1, "num_samples_per_tree")]
    [InlineData(100, 256, 0, 1, "time_decay")]
    [InlineData(100, 256, 1, 31, "shingle_size")]
    public void A_parameter_out_of_range_is_named(int trees, int samples, int decay, int shingle, string name)
    {
        var error = Assert.Throws<SqlInferenceException>(() =>
            Stream(new() { NumTrees = trees, NumSamplesPerTree = samples, TimeDecay = decay, ShingleSize = shingle }, 1));
        Assert.Equal(ErrorConditions.InvalidHyperparameter, error.Condition);
        Assert.Contains(name, error.Message);
    }

    static StreamingForest Stream(StreamingForestOptions options, int columns) =>
        new(options, [.. Enumerable.Range(0, columns).Select(c => new ModelInput($"c{c}", ElementType.Float64))]);
}
