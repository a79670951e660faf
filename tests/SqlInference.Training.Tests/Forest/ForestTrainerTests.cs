using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Training.Forest;

namespace SqlInference.Training.Tests.Forest;

public sealed class ForestTrainerTests
{
    /// <summary>The example of the paper (Guha et al., figure 3): two tight clusters, and a point between them.</summary>
    [Fact]
    public void A_point_between_two_clusters_stands_out()
    {
        var random = new Random(3);
        var columns = Enumerable.Range(0, 3).Select(_ => new double?[2010]).ToArray();
        for (var row = 0; row < 2010; row++)
        {
            var centre = row % 67 == 66 ? 0 : random.Next(2) * 10 - 5;
            for (var d = 0; d < 3; d++)
                columns[d][row] = (d == 0 ? centre : 0) + 0.01 * Training.Normal(random);
        }

        var (forest, _) = Training.Train(new(), columns);
        var scores = Training.Score(forest, [-5.0, 5, 0, 5.005], [0.0, 0.005, 0, -0.01], [0.0, -0.005, 0, 0.01]);

        Assert.All([scores[0], scores[1], scores[3]], score => Assert.InRange(score, 0.3, 1.3));
        Assert.InRange(scores[2], 1.8, 6);
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_file_however_they_arrive()
    {
        var columns = Random(3, 5000);
        var first = Training.Bytes(Training.Train(new() { Seed = 7 }, columns).Forest);
        Assert.Equal(first, Training.Bytes(Training.Train(new() { Seed = 7 }, columns, chunk: 1).Forest));
        Assert.NotEqual(first, Training.Bytes(Training.Train(new() { Seed = 8 }, columns).Forest));
    }

    [Fact]
    public void The_forest_of_a_seed_never_changes()
    {
        // A change of this value is a change of every score that users have written down.
        var columns = Enumerable.Range(1, 2).Select(c => Training.Nullable(Enumerable.Range(0, 400).Select(i => (double)(i * i * c % 397)))).ToArray();
        var (forest, _) = Training.Train(new() { NumTrees = 50 }, columns);
        Assert.Equal(GoldenHash, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Training.Bytes(forest)))[..16]);
    }

    const string GoldenHash = "96D5104E6E7C6EA4";

    [Fact]
    public void More_rows_than_fit_are_sampled_from_each_block_without_replacement()
    {
        const int Rows = 300_000;
        var (forest, report) = Training.Train(new() { NumTrees = 50, NumSamplesPerTree = 64 },
            [Training.Nullable(Enumerable.Range(0, Rows).Select(i => (double)i))]);

        Assert.Equal((Rows, 64), (report.RowsRead, report.SamplesPerTree));
        double sum = 0;
        for (var tree = 0; tree < 50; tree++)
        {
            var points = forest.Trees[tree].Points;
            Assert.Equal(64, points.Length);
            Assert.All(points, point => Assert.InRange(point, tree * (Rows / 50), (tree + 1) * (Rows / 50) - 1));
            sum += points.Average(point => point - tree * (Rows / 50));
        }

        // Uniform within the blocks: the mean position has a standard deviation of 6000 / sqrt(12 * 3200) = 31.
        Assert.InRange(sum / 50, 3000 - 125, 3000 + 125);
    }

    [Fact]
    public void Few_rows_are_shared_between_the_trees()
    {
        var (forest, report) = Training.Train(new(), [Training.Nullable(Enumerable.Range(0, 100).Select(i => (double)i))]);
        Assert.Equal(32, report.SamplesPerTree);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (float)i), forest.Trees[0].Points);
        Assert.Equal(Enumerable.Range(68, 32).Select(i => (float)i), forest.Trees[99].Points);

        (forest, _) = Training.Train(new(), [[1, 2]]);
        Assert.All(forest.Trees, tree => Assert.Equal(2, tree.Mass));
        var scores = Training.Score(forest, [1, 1.5, 100]);
        Assert.True(scores[0] < scores[2]);
    }

    [Fact]
    public void Rows_that_are_all_equal_make_trees_of_one_leaf()
    {
        var (forest, report) = Training.Train(new(), [Training.Nullable(Enumerable.Repeat(5.0, 500))]);
        Assert.All(forest.Trees, tree => Assert.Equal(1, tree.LeafCount));
        var scores = Training.Score(forest, [5, 6]);
        Assert.True(scores[0] < scores[1]);
        Assert.Equal(scores[0], report.MeanScore, 12);
    }

    [Fact]
    public void Rows_with_NULL_are_left_out_and_counted()
    {
        double?[] first = [1, null, 3, 4, 5, 6];
        double?[] second = [1, 2, 3, 4, null, 6];
        var (forest, report) = Training.Train(new(), [first, second]);
        Assert.Equal((6, 2), (report.RowsRead, report.RowsLeftOut));
        Assert.All(forest.Trees, tree => Assert.Equal(4, tree.Mass));
    }

    [Fact]
    public void Values_far_from_zero_keep_their_differences()
    {
        // Microseconds since 1970: 32-bit floats are 134 million of them apart there.
        var random = new Random(1);
        var columns = Training.Nullable(Enumerable.Range(0, 1000).Select(_ => 1.6e15 + random.Next(1000)));
        var (forest, _) = Training.Train(new(), [columns]);
        var scores = Training.Score(forest, [1.6e15 + 500, 1.6e15 + 3000]);
        Assert.True(scores[1] > 2 * scores[0]);
    }

    [Fact]
    public void Shingles_are_consecutive_rows_and_do_not_reach_across_a_NULL()
    {
        double?[] values = [1, 2, 3, null, 5, 6, 7, 8];
        var (forest, report) = Training.Train(new() { ShingleSize = 3 }, [values]);
        Assert.Equal((8, 1, 3), (report.RowsRead, report.RowsLeftOut, report.SamplesPerTree));
        Assert.Equal(["c0_lag2", "c0_lag1", "c0"], forest.Featurizer.Inputs.Select(input => input.Name));
        var points = forest.Trees[0].Points.Chunk(3).Select(point => string.Join(' ', point)).Order();
        Assert.Equal(["1 2 3", "5 6 7", "6 7 8"], points);
    }

    [Theory]
    [InlineData(49, 256, 1, "num_trees")]
    [InlineData(1001, 256, 1, "num_trees")]
    [InlineData(100, 0, 1, "num_samples_per_tree")]
    [InlineData(100, 2049, 1, "num_samples_per_tree")]
    [InlineData(100, 256, 0, "shingle_size")]
    [InlineData(100, 256, 5001, "shingle_size")]
    public void A_hyperparameter_out_of_range_is_named(int trees, int samples, int shingle, string name)
    {
        var error = Assert.Throws<SqlInferenceException>(() =>
            Training.Trainer(new() { NumTrees = trees, NumSamplesPerTree = samples, ShingleSize = shingle }, 2));
        Assert.Equal(ErrorConditions.InvalidHyperparameter, error.Condition);
        Assert.Contains(name, error.Message);
    }

    [Fact]
    public void A_feature_dim_that_disagrees_with_the_query_is_refused()
    {
        Training.Trainer(new() { FeatureDim = 2 }, 2).Dispose();
        var error = Assert.Throws<SqlInferenceException>(() => Training.Trainer(new() { FeatureDim = 3 }, 2));
        Assert.Equal(ErrorConditions.InvalidHyperparameter, error.Condition);
        Assert.Contains("feature_dim is 3, but the training query gives 2", error.Message);
    }

    [Fact]
    public void Training_data_that_cannot_be_learned_from_is_refused_with_its_reason()
    {
        Assert.Equal(ErrorConditions.NoTrainingRows, Failure([]).Condition);
        Assert.Equal(ErrorConditions.TooFewTrainingRows, Failure([1, null]).Condition);
        var nulls = Failure([null, null]);
        Assert.Equal(ErrorConditions.OnlyNulls, nulls.Condition);
        Assert.Contains("'c0'", nulls.Message);
        Assert.All([double.NaN, double.NegativeInfinity, 1e35], value =>
        {
            var error = Failure([1, 2, value]);
            Assert.Equal(ErrorConditions.NotFinite, error.Condition);
            Assert.Contains("'c0'", error.Message);
        });
        var text = Assert.Throws<SqlInferenceException>(() => new ForestTrainer(new(), [new ModelInput("name", ElementType.Utf8)]));
        Assert.Equal(ErrorConditions.ColumnNotNumeric, text.Condition);
    }

    [Fact]
    public void Each_row_having_a_NULL_somewhere_is_told_from_a_column_of_NULL()
    {
        var error = Assert.Throws<SqlInferenceException>(() => Training.Train(new(), [[1, null], [null, 1]]));
        Assert.Equal(ErrorConditions.OnlyNulls, error.Condition);
        Assert.Contains("in one of its columns", error.Message);
    }

    [Fact]
    public void Training_can_be_cancelled_and_tells_its_progress()
    {
        using var trainer = Training.Trainer(new(), 1);
        using var rows = new Rows([1, 2, 3]);
        trainer.Add(rows.Batch);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(threads: 2, new(canceled: true)));

        var progress = new Highest();
        trainer.Train(threads: 2, default, progress);
        Assert.Equal(1, progress.Value);
    }

    sealed class Highest : IProgress<double>
    {
        public double Value { get; private set; }

        public void Report(double value)
        {
            lock (this)
                Value = Math.Max(Value, value);
        }
    }

    static SqlInferenceException Failure(double?[] values) => Assert.Throws<SqlInferenceException>(() => Training.Train(new(), [values]));

    static double?[][] Random(int columns, int rows)
    {
        var random = new Random(columns);
        return [.. Enumerable.Range(0, columns).Select(_ => Training.Nullable(Enumerable.Range(0, rows).Select(_ => random.NextDouble())))];
    }
}
