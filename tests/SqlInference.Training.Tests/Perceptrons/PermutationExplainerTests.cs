using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Perceptrons;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Training.Tests.Perceptrons;

/// <summary>Explanations of perceptrons, against the definition of Shapley values.</summary>
public sealed class PermutationExplainerTests
{
    const int Features = 4;

    // Of the last input no weight knows anything; the second and third feature are one column.
    static readonly IReadOnlyList<IReadOnlyList<InputShare>> Origins = [[new(0, 1)], [new(1, 1)], [new(1, 1)], [new(2, 0.25), new(3, 0.75)]];

    static readonly float[] Row = [1.5f, -0.5f, 2, 0.75f];

    [Fact]
    public void Many_walks_come_to_what_all_orders_give()
    {
        float[] background = [-1, 0.5f, 0.25f, -2];
        var (values, expected) = Explain(Two(), [.. Enumerable.Repeat(background, 500).SelectMany(row => row)]);

        Assert.Equal(Margins(Two(), background), expected.Select(margin => (float)margin));
        int[][] players = [[0], [1, 2], [3]];
        for (var output = 0; output < 2; output++)
        {
            var shapley = Shapley(players, present => Margins(Two(), Mixed(background, present))[output]);
            double[] ofInputs = [shapley[0], shapley[1], shapley[2] * 0.25, shapley[2] * 0.75, 0];
            for (var input = 0; input < ofInputs.Length; input++)
                Assert.Equal(ofInputs[input], values[output][input], 0.1);
        }
    }

    [Fact]
    public void Values_add_up_to_what_the_row_has_more_than_the_background()
    {
        float[] background = [-1, 0.5f, 0.25f, -2, 3, 0, 0, 1, 0.5f, 0.5f, -1, 0];
        var (values, expected) = Explain(Two(), background);

        var margins = Margins(Two(), Row);
        for (var output = 0; output < 2; output++)
        {
            Assert.Equal(background.Chunk(Features).Average(row => Margins(Two(), row)[output]), expected[output], 1e-5);
            Assert.Equal(margins[output], expected[output] + values[output].Sum(), 1e-4);
        }
    }

    [Fact]
    public void The_background_is_read_as_it_was_written()
    {
        var rows = new BackgroundRows(2, [1, 2, 3, 4, 5, 6]);
        var read = BackgroundRows.Read(rows.Write(), "x.background");
        Assert.Equal((3, 2, "5,6"), (read.Rows, read.Features, string.Join(',', read.Row(2).ToArray())));
        var exception = Assert.Throws<SqlInference.Errors.SqlInferenceException>(() => BackgroundRows.Read(rows.Write().AsMemory(0, 30), "x.background"));
        Assert.Equal("The model file 'x.background' is cut short.", exception.Message);
    }

    static PerceptronModel Two() => new(
    [
        new(Features, [1, 1, -1, 0.5f, -1, 0.5f, 2, 1, 0.25f, -1, 1, -1], [0.1f, -0.2f, 0.3f]),
        new(3, [1, -0.5f, 2, 0.5f, 1, -1], [0.5f, -1]),
    ]);

    static float[] Mixed(float[] background, int[] present)
    {
        float[] mixed = [.. background];
        foreach (var feature in present)
            mixed[feature] = Row[feature];
        return mixed;
    }

    /// <summary>By the definition: the mean over all orders of what each player changes.</summary>
    static double[] Shapley(int[][] players, Func<int[], double> margin)
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        var values = new double[players.Length];
        foreach (var order in orders)
        {
            for (var step = 0; step < order.Length; step++)
                values[order[step]] += (margin(Of(order[..(step + 1)])) - margin(Of(order[..step]))) / orders.Length;
        }

        return values;

        int[] Of(int[] present) => [.. present.SelectMany(player => players[player])];
    }

    static unsafe float[] Margins(PerceptronModel model, float[] row)
    {
        const int Stride = PerceptronLayer.Lanes;
        var (features, margins, scratch) = (new float[Features * Stride], new float[2 * Stride], new float[2 * model.Width * Stride]);
        for (var feature = 0; feature < Features; feature++)
            features[feature * Stride] = row[feature];
        fixed (float* from = features, to = margins, between = scratch)
            model.Score(from, to, between, Stride, 1);
        return [margins[0], margins[Stride]];
    }

    static unsafe (double[][] Values, IReadOnlyList<double> Expected) Explain(PerceptronModel model, float[] background)
    {
        const int Inputs = 5, Stride = 8;
        using var estimator = new PerceptronEstimator([model], new(Features, background));
        var explainer = estimator.CreateExplainer(Origins, Inputs);
        var (features, values) = (new float[Features * Stride], new double[2 * Inputs * Stride]);
        for (var feature = 0; feature < Features; feature++)
            features[feature * Stride + 3] = Row[feature];
        fixed (float* from = features)
        fixed (double* to = values)
            explainer.Add(new(new ColumnBatch(Inputs), 0, 4, (nint)from, Stride), 1, to);
        return ([.. Enumerable.Range(0, 2).Select(output => Enumerable.Range(0, Inputs).Select(input => values[(output * Inputs + input) * Stride + 3]).ToArray())], explainer.Expected);
    }
}
