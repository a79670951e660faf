using SqlInference.Errors;
using SqlInference.Inference.Clusters;

namespace SqlInference.Inference.Tests.Clusters;

public sealed class ClusterModelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 4, 16)]
    [InlineData(7, 5, 37)]
    [InlineData(33, 11, 63)]
    public unsafe void Distances_are_sums_of_squares(int features, int clusters, int rows)
    {
        const int Stride = 64;
        var random = new Random(features);
        var model = new ClusterModel(features, Array.ConvertAll(new float[clusters * features], _ => random.NextSingle()));
        var values = Array.ConvertAll(new float[features * Stride], _ => random.NextSingle());
        var distances = new float[clusters * Stride];

        fixed (float* from = values, to = distances)
            model.SquaredDistances(from, Stride, rows, to);

        for (var row = 0; row < rows; row++)
        {
            for (var cluster = 0; cluster < clusters; cluster++)
            {
                var expected = Enumerable.Range(0, features).Sum(feature => Math.Pow(values[feature * Stride + row] - (double)model.Centres[cluster * features + feature], 2));
                Assert.Equal(expected, distances[cluster * Stride + row], 1e-5 * (1 + expected));
            }
        }
    }

    [Fact]
    public void A_model_comes_back_as_it_was_written()
    {
        var bytes = ClusterFile.Write(new(3, [1, 2, 3, 4, 5, 6]));
        var read = ClusterFile.Read(bytes, "test");
        Assert.Equal((2, 3), (read.Count, read.Features));
        Assert.Equal(bytes, ClusterFile.Write(read));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var bytes = ClusterFile.Write(new(3, [1, 2, 3, 4, 5, 6]));
        bytes[30] ^= 1;
        var error = Assert.Throws<SqlInferenceException>(() => ClusterFile.Read(bytes, "test"));
        Assert.Equal("The model file 'test' is cut short or damaged: its checksum does not match its content.", error.Message);
        Assert.Equal("The model file 'test' is not a cluster model.", Assert.Throws<SqlInferenceException>(() => ClusterFile.Read(new byte[100], "test")).Message);
    }
}
