using SqlInference.Inference.Perceptrons;

namespace SqlInference.Training.Perceptrons;

/// <summary>Fits a multilayer perceptron, batch by batch of shuffled rows, until rows put aside are not answered better any more.</summary>
sealed class PerceptronTrainer(PerceptronOptions options, int outputs)
{
    // Sequences of random numbers below are others'.
    const ulong Sequence = 50;

    /// <summary>After how many epochs the weights that were kept had been reached.</summary>
    public int Epochs { get; private set; }

    /// <param name="aside">Rows to see by when to stop; null where all epochs are wanted.</param>
    /// <param name="isOver">Asked between epochs, of which there is one at least.</param>
    public PerceptronModel Train(PerceptronData data, PerceptronData? aside, Func<bool> isOver, CancellationToken cancellation)
    {
        var random = new SeededRandom(options.Seed, Sequence);
        using var network = new PerceptronNetwork([data.Features.Features, .. options.Hidden, outputs], options.BatchRows, ref random);
        var adam = new Adam(network.Length);
        var order = Enumerable.Range(0, data.Rows).ToArray();
        var (best, least) = (network.Weights.ToArray(), double.PositiveInfinity);
        for (var epoch = 1; epoch <= options.MostEpochs && epoch - Epochs <= options.PatientEpochs; epoch++)
        {
            random.Shuffle(order);
            for (var start = 0; start < order.Length; start += options.BatchRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = order.AsSpan(start, Math.Min(options.BatchRows, order.Length - start));
                Loss(network, data, rows, learns: true);
                network.Backward(rows.Length);
                adam.Step(network.Weights, network.Gradient, options.LearningRate, options.WeightDecay);
            }

            var loss = aside is null ? -epoch : MeanLoss(network, aside, cancellation);
            if (loss < least)
            {
                (least, Epochs) = (loss, epoch);
                network.Weights.CopyTo(best);
            }

            if (isOver())
                break;
        }

        return network.ToModel(best);
    }

    double MeanLoss(PerceptronNetwork network, PerceptronData data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sum = 0.0;
        var order = Enumerable.Range(0, data.Rows).ToArray();
        for (var start = 0; start < order.Length; start += options.BatchRows)
            sum += Loss(network, data, order.AsSpan(start, Math.Min(options.BatchRows, order.Length - start)), learns: false);
        return sum / data.Rows;
    }

    /// <summary>The sum of the losses of some rows; leaves how their mean changes with the margins where the network is to learn.</summary>
    double Loss(PerceptronNetwork network, PerceptronData data, ReadOnlySpan<int> rows, bool learns)
    {
        var stride = options.BatchRows;
        var features = network.Features;
        for (var row = 0; row < rows.Length; row++)
        {
            var values = data.Features.Row(rows[row]);
            for (var feature = 0; feature < values.Length; feature++)
                features[feature * stride + row] = values[feature];
        }

        network.Forward(rows.Length);
        var sum = 0.0;
        var errors = network.Errors;
        var margins = network.Margins;
        errors.Clear();
        Span<double> slopes = stackalloc double[outputs];
        for (var row = 0; row < rows.Length; row++)
        {
            sum += Loss(margins[row..], stride, data.Targets[rows[row]], slopes);
            for (var output = 0; learns && output < outputs; output++)
                errors[output * stride + row] = (float)(slopes[output] / rows.Length);
        }

        return sum;
    }

    /// <param name="margins">Of one row, a stride from each other.</param>
    double Loss(ReadOnlySpan<float> margins, int stride, float target, Span<double> slopes)
    {
        switch (options.Loss)
        {
            case PerceptronLoss.Squared:
                slopes[0] = margins[0] - target;
                return slopes[0] * slopes[0] / 2;
            case PerceptronLoss.Logistic:
                slopes[0] = 1 / (1 + Math.Exp(-margins[0])) - target;
                return Math.Max(margins[0], 0) - margins[0] * target + double.LogP1(Math.Exp(-Math.Abs(margins[0])));
            default:
                var most = float.NegativeInfinity;
                for (var output = 0; output < slopes.Length; output++)
                    most = Math.Max(most, margins[output * stride]);
                var sum = 0.0;
                for (var output = 0; output < slopes.Length; output++)
                    sum += slopes[output] = Math.Exp(margins[output * stride] - most);
                for (var output = 0; output < slopes.Length; output++)
                    slopes[output] /= sum;
                slopes[(int)target] -= 1;
                return Math.Log(sum) + most - margins[(int)target * stride];
        }
    }
}
