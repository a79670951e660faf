using SqlInference.Inference.Perceptrons;
using SqlInference.Training.Features;
using SqlInference.Training.Perceptrons;

namespace SqlInference.Training.Tests.Perceptrons;

/// <summary>Perceptrons on numbers made for the purpose.</summary>
public sealed class PerceptronTrainerTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(21)]
    public void The_gradient_is_how_the_margins_change(int rows)
    {
        const int Stride = 32;
        var random = new SeededRandom(3, 0);
        using var network = new PerceptronNetwork([4, 7, 5, 2], Stride, ref random);
        for (var row = 0; row < rows; row++)
        {
            for (var feature = 0; feature < 4; feature++)
                network.Features[feature * Stride + row] = (float)random.NextDouble() - 0.5f;
        }

        network.Forward(rows);
        network.Errors.Clear();
        for (var row = 0; row < rows; row++)
            (network.Errors[row], network.Errors[Stride + row]) = (1, -0.5f);
        network.Backward(rows);
        var gradient = network.Gradient.ToArray();

        const float Step = 2e-3f;
        var close = 0;
        for (var weight = 0; weight < network.Length; weight++)
        {
            var before = network.Weights[weight];
            network.Weights[weight] = before + Step;
            var above = Sum(network, rows);
            network.Weights[weight] = before - Step;
            var below = Sum(network, rows);
            network.Weights[weight] = before;
            // Where a unit falls silent within the step, the two differ.
            close += Math.Abs((above - below) / (2 * Step) - gradient[weight]) < 0.04 * (1 + Math.Abs(gradient[weight])) ? 1 : 0;
        }

        Assert.InRange(close, 0.9 * network.Length, network.Length);

        static double Sum(PerceptronNetwork network, int rows)
        {
            network.Forward(rows);
            return Enumerable.Range(0, rows).Sum(row => network.Margins[row] - 0.5 * network.Margins[Stride + row]);
        }
    }

    [Fact]
    public void What_no_line_can_say_is_learnt()
    {
        // Squares, and one class inside of a ring.
        var numbers = Data(1500, (x, y) => x * x + y * y);
        var squares = Train(numbers, PerceptronLoss.Squared, 1);
        Assert.InRange(numbers.Targets.Index().Average(target => Math.Pow(Margins(squares, numbers, target.Index)[0] - target.Item, 2)), 0, 0.003);

        var inside = Data(1500, (x, y) => x * x + y * y < 0.4 ? 1 : 0);
        var ring = Train(inside, PerceptronLoss.Logistic, 1);
        Assert.InRange(inside.Targets.Index().Average(target => (Margins(ring, inside, target.Index)[0] > 0) == (target.Item == 1) ? 1 : 0), 0.97, 1);

        var quadrants = Data(1500, (x, y) => (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0));
        var four = Train(quadrants, PerceptronLoss.Softmax, 4);
        Assert.InRange(quadrants.Targets.Index().Average(target => Array.IndexOf(Margins(four, quadrants, target.Index), Margins(four, quadrants, target.Index).Max()) == target.Item ? 1 : 0), 0.97, 1);
    }

    [Fact]
    public void The_weights_kept_are_those_of_the_best_epoch()
    {
        // Nothing can be learnt: the longer it trains, the worse for the rows put aside.
        var random = new Random(1);
        var noise = Data(200, (_, _) => random.NextDouble());
        var trainer = new PerceptronTrainer(new() { Loss = PerceptronLoss.Squared, MostEpochs = 100, PatientEpochs = 10, LearningRate = 0.01 }, 1);
        trainer.Train(noise, Data(100, (_, _) => random.NextDouble()), () => false, CancellationToken.None);
        Assert.InRange(trainer.Epochs, 1, 80);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        var data = Data(100, (x, y) => x * y);
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));

        float[] Weights(ulong seed) => new PerceptronTrainer(new() { Loss = PerceptronLoss.Squared, MostEpochs = 5, Seed = seed }, 1)
            .Train(data, null, () => false, CancellationToken.None).Layers[0].Weights.ToArray();
    }

    [Fact]
    public void It_ends_when_there_is_no_more_time_or_nobody_wants_it()
    {
        var data = Data(100, (x, y) => x * y);
        var trainer = new PerceptronTrainer(new() { Loss = PerceptronLoss.Squared }, 1);
        trainer.Train(data, null, () => true, CancellationToken.None);
        Assert.Equal(1, trainer.Epochs);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(data, null, () => false, new(canceled: true)));
    }

    static PerceptronModel Train(PerceptronData data, PerceptronLoss loss, int outputs) =>
        new PerceptronTrainer(new() { Loss = loss, MostEpochs = 60, WeightDecay = 0 }, outputs).Train(data, null, () => false, CancellationToken.None);

    static PerceptronData Data(int rows, Func<double, double, double> target)
    {
        var random = new Random(rows);
        var values = Array.ConvertAll(new float[rows * 2], _ => random.NextSingle() * 2 - 1);
        return new(new FeatureMatrix(rows, 2, values), [.. Enumerable.Range(0, rows).Select(row => (float)target(values[2 * row], values[2 * row + 1]))]);
    }

    static unsafe float[] Margins(PerceptronModel model, PerceptronData data, int row)
    {
        const int Stride = PerceptronLayer.Lanes;
        var (features, margins, scratch) = (new float[2 * Stride], new float[model.Outputs * Stride], new float[2 * model.Width * Stride]);
        (features[0], features[Stride]) = (data.Features.Row(row)[0], data.Features.Row(row)[1]);
        fixed (float* from = features, to = margins, between = scratch)
            model.Score(from, to, between, Stride, 1);
        return [.. Enumerable.Range(0, model.Outputs).Select(output => margins[output * Stride])];
    }
}
