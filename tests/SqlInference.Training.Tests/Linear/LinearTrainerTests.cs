using SqlInference.Inference.Linear;
using SqlInference.Training.Linear;
using SqlInference.Training.Ngrams;
using SqlInference.Training.Tests.Ngrams;

namespace SqlInference.Training.Tests.Linear;

public sealed class LinearTrainerTests
{
    static readonly LinearOptions Exact = new() { Loss = LinearLoss.Softmax, Tolerance = 1e-7, MaxIterations = 5000 };

    [Theory]
    [InlineData(LinearLoss.Softmax, 1)]
    [InlineData(LinearLoss.Softmax, 2)]
    [InlineData(LinearLoss.Logistic, 1)]
    [InlineData(LinearLoss.Squared, 1)]
    public void The_optimum_is_that_of_scikit_learn(LinearLoss loss, int threads)
    {
        var reference = Reference.Read();
        var trainer = new LinearTrainer(Problem(reference, loss));
        trainer.Train(Exact with { Loss = loss, L2 = (loss == LinearLoss.Squared ? 0.5 : 1 / 3.0) / reference.Texts.Length, Threads = threads }, default);
        var expected = loss switch { LinearLoss.Softmax => reference.Softmax, LinearLoss.Logistic => reference.Logistic, _ => reference.Squared };
        Assert.Equal(expected, trainer.Objective, 1e-6 * expected);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_model()
    {
        var problem = Problem(Reference.Read(), LinearLoss.Softmax);
        var models = new[] { 1, 2, 3 }.Select(threads => LinearFile.Write(new LinearTrainer(problem).Train(Exact with { Threads = threads }, default)));
        Assert.Single(models.DistinctBy(Convert.ToHexString));
    }

    [Theory]
    [InlineData(LinearLoss.Logistic)]
    [InlineData(LinearLoss.Hinge)]
    [InlineData(LinearLoss.Squared)]
    [InlineData(LinearLoss.Absolute)]
    [InlineData(LinearLoss.EpsilonInsensitiveAbsolute)]
    [InlineData(LinearLoss.EpsilonInsensitiveSquared)]
    [InlineData(LinearLoss.Huber)]
    [InlineData(LinearLoss.Quantile)]
    public void Every_loss_is_as_low_as_a_search_over_slope_and_intercept_finds(LinearLoss loss)
    {
        var random = new Random(4);
        var x = Enumerable.Range(0, 60).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();
        var isClass = loss is LinearLoss.Logistic or LinearLoss.Hinge;
        var y = Array.ConvertAll(x, value => isClass ? value + random.NextDouble() > 0.7 ? 1f : 0f : (float)(1.5 * value - 0.5 + random.NextDouble() * random.Next(4)));
        var options = new LinearOptions { Loss = loss, L2 = 0.01, Insensitivity = 0.3, HuberDelta = 0.5, Quantile = 0.8, Tolerance = 1e-9, MaxIterations = 2000 };
        var trainer = new LinearTrainer(new() { Dense = new(x.Length, 1, x), Targets = y });
        trainer.Train(options, default);

        double Objective(double slope, double intercept)
        {
            var function = new LossFunction(options, null);
            var slopes = new double[1];
            return Enumerable.Range(0, x.Length).Average(i => function.Evaluate([slope * x[i] + intercept], y[i], slopes)) + options.L2 / 2 * slope * slope;
        }

        var least = Least(slope => Least(intercept => Objective(slope, intercept)));
        Assert.InRange(trainer.Objective, least * (1 - 1e-6), least * (1 + 1e-3));
    }

    [Fact]
    public void A_path_ends_where_a_single_fit_ends()
    {
        var problem = Problem(Reference.Read(), LinearLoss.Softmax);
        var path = new LinearTrainer(problem);
        foreach (var l2 in new[] { 0.1, 0.01 })
            path.Train(Exact with { L2 = l2 }, default);
        var single = new LinearTrainer(problem);
        single.Train(Exact with { L2 = 0.01 }, default);
        Assert.Equal(single.Objective, path.Objective, 1e-7);
    }

    [Fact]
    public void A_row_that_counts_twice_is_as_good_as_two_rows()
    {
        var doubled = new LinearTrainer(new() { Dense = new(3, 1, [1, 2, 3]), Targets = [1, 0, 5], Weights = [1, 2, 1] });
        var repeated = new LinearTrainer(new() { Dense = new(4, 1, [1, 2, 2, 3]), Targets = [1, 0, 0, 5] });
        var options = Exact with { Loss = LinearLoss.Squared, L2 = 0.1 };
        Assert.Equal(repeated.Train(options, default).Weights[0], doubled.Train(options, default).Weights[0], 1e-5);
    }

    [Fact]
    public void Dense_and_sparse_features_are_learned_alike()
    {
        var reference = Problem(Reference.Read(), LinearLoss.Softmax);
        var sparse = reference.Sparse!;
        var values = new float[sparse.Rows * sparse.Columns];
        for (var row = 0; row < sparse.Rows; row++)
        {
            for (var i = sparse.Starts[row]; i < sparse.Starts[row + 1]; i++)
                values[row * sparse.Columns + sparse.Indices[i]] = sparse.Values[i];
        }

        var (first, second) = (new LinearTrainer(reference), new LinearTrainer(reference with { Sparse = null, Dense = new(sparse.Rows, sparse.Columns, values) }));
        var (ofSparse, ofDense) = (first.Train(Exact, default), second.Train(Exact, default));
        Assert.Equal((0, sparse.Columns), (ofSparse.DenseFeatures, ofDense.DenseFeatures));
        for (var i = 0; i < ofSparse.Weights.Length; i++)
            Assert.Equal(ofSparse.Weights[i], ofDense.Weights[i], 1e-3);
    }

    [Fact]
    public void Missing_numbers_count_as_zero()
    {
        var options = Exact with { Loss = LinearLoss.Squared };
        var missing = new LinearTrainer(new() { Dense = new(3, 1, [1, float.NaN, 3]), Targets = [1, 0, 5] }).Train(options, default);
        var zero = new LinearTrainer(new() { Dense = new(3, 1, [1, 0, 3]), Targets = [1, 0, 5] }).Train(options, default);
        Assert.Equal(zero.Weights.ToArray(), missing.Weights.ToArray());
    }

    [Fact]
    public void Classes_in_order_are_fitted_to_contrasts_of_them()
    {
        var problem = Problem(Reference.Read(), LinearLoss.Softmax);
        var plain = new LinearTrainer(problem).Train(Exact with { L2 = 0.1 }, default);
        var ordered = new LinearTrainer(problem with { OrderDecay = 0.05 }).Train(Exact with { L2 = 0.1 }, default);
        Assert.True(Bend(ordered) < 0.1 * Bend(plain));

        // The part of a feature's weights that is no straight line over the classes.
        static double Bend(LinearModel model)
        {
            var (bent, all) = (0d, 0d);
            for (var feature = 0; feature < model.Features; feature++)
            {
                var weights = model.Weights.Slice(feature * 5, 5);
                var mean = (weights[0] + weights[1] + weights[2] + weights[3] + weights[4]) / 5;
                var slope = (-2 * weights[0] - weights[1] + weights[3] + 2 * weights[4]) / 10;
                for (var k = 0; k < 5; k++)
                {
                    bent += Math.Pow(weights[k] - mean - slope * (k - 2), 2);
                    all += Math.Pow(weights[k] - mean, 2);
                }
            }

            return bent / all;
        }
    }

    [Fact]
    public void Cancelling_ends_the_fit()
    {
        using var cancelled = new CancellationTokenSource();
        var progress = new CancelAtOnce(cancelled);
        Assert.Throws<OperationCanceledException>(() => new LinearTrainer(Problem(Reference.Read(), LinearLoss.Softmax)).Train(Exact, cancelled.Token, progress));
    }

    static LinearProblem Problem(Reference reference, LinearLoss loss)
    {
        var texts = new Texts(reference.Texts);
        var vectorizer = NgramTrainer.Train(new(), texts, texts.Rows, default);
        return new()
        {
            Sparse = TextRows.Of(vectorizer, texts, texts.Rows, default),
            Targets = Array.ConvertAll(reference.Stars, star => loss == LinearLoss.Logistic ? star > 2 ? 1f : 0f : star),
            Outputs = loss == LinearLoss.Softmax ? 5 : 1,
        };
    }

    /// <summary>The least value of a convex function.</summary>
    static double Least(Func<double, double> function)
    {
        var (low, high) = (-20d, 20d);
        for (var i = 0; i < 70; i++)
        {
            var (first, second) = (low + (high - low) / 3, high - (high - low) / 3);
            if (function(first) < function(second))
                high = second;
            else
                low = first;
        }

        return function((low + high) / 2);
    }

    sealed class CancelAtOnce(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }
}
