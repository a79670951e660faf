using SqlInference.Errors;
using SqlInference.Inference.Perceptrons;

namespace SqlInference.Inference.Tests.Perceptrons;

public sealed class PerceptronModelTests
{
    const int Stride = 64;

    [Theory]
    [InlineData(1, new[] { 3, 1 })]
    [InlineData(17, new[] { 5, 7, 2 })]
    [InlineData(64, new[] { 9, 16, 8, 4 })]
    public unsafe void Margins_are_those_of_plain_sums(int rows, int[] sizes)
    {
        var random = new Random(rows);
        var model = Model(random, sizes);
        var features = Array.ConvertAll(new float[sizes[0] * Stride], _ => Next(random));
        var margins = new float[sizes[^1] * Stride];
        var scratch = new float[Math.Max(1, 2 * model.Width) * Stride];

        fixed (float* from = features, to = margins, between = scratch)
            model.Score(from, to, between, Stride, rows);

        for (var row = 0; row < rows; row++)
        {
            double[] values = [.. Enumerable.Range(0, sizes[0]).Select(feature => (double)features[feature * Stride + row])];
            foreach (var layer in model.Layers)
                values = Sums(layer, values, isLast: layer == model.Layers[^1]);
            for (var output = 0; output < values.Length; output++)
                Assert.Equal(values[output], margins[output * Stride + row], 1e-4);
        }
    }

    [Fact]
    public void A_model_comes_back_as_it_was_written()
    {
        var bytes = PerceptronFile.Write(Model(new(1), [4, 6, 3]));
        var read = PerceptronFile.Read(bytes, "test");
        Assert.Equal((4, 3, 6), (read.Features, read.Outputs, read.Width));
        Assert.Equal(bytes, PerceptronFile.Write(read));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var bytes = PerceptronFile.Write(Model(new(1), [4, 6, 3]));
        bytes[50] ^= 1;
        Assert.Equal("The model file 'test' is cut short or damaged: its checksum does not match its content.", Error(bytes));
        Assert.Equal("The model file 'test' is not a multilayer perceptron.", Error(new byte[100]));
        Assert.Equal("The model file 'test' is cut short.", Error(bytes[..20]));
    }

    [Fact]
    public void Layers_that_do_not_go_together_are_no_model() =>
        Assert.Throws<ArgumentException>(() => new PerceptronModel([new(2, new float[6], new float[3]), new(2, new float[2], new float[1])]));

    static double[] Sums(PerceptronLayer layer, double[] values, bool isLast)
    {
        var sums = new double[layer.Outputs];
        for (var output = 0; output < sums.Length; output++)
        {
            sums[output] = layer.Intercepts[output];
            for (var input = 0; input < values.Length; input++)
                sums[output] += values[input] * layer.Weights[output * layer.Inputs + input];
            if (!isLast)
                sums[output] = Math.Max(0, sums[output]);
        }

        return sums;
    }

    static PerceptronModel Model(Random random, int[] sizes) => new([.. sizes.Skip(1).Select((outputs, layer) => new PerceptronLayer(
        sizes[layer], Array.ConvertAll(new float[sizes[layer] * outputs], _ => Next(random)), Array.ConvertAll(new float[outputs], _ => Next(random))))]);

    static float Next(Random random) => random.NextSingle() - 0.5f;

    static string Error(byte[] bytes) => Assert.Throws<SqlInferenceException>(() => PerceptronFile.Read(bytes, "test")).Message;
}
