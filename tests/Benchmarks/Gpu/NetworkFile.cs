namespace Benchmarks.Gpu;

/// <summary>A network of two hidden layers over eight numbers, in float32.</summary>
static class NetworkFile
{
    const int Inputs = 8;

    public static string Write(int width)
    {
        var random = new Random(4);
        var graph = new OnnxGraph(half: false);
        graph.Reals("x", "rows", $"{Inputs}");
        graph.Output("y", "rows", "1");
        var hidden = graph.Add("Relu", [Layer("x", Inputs, width)]);
        hidden = graph.Add("Relu", [Layer(hidden, width, width)]);
        graph.Add("Identity", [Layer(hidden, width, 1)], "y");
        var path = Path.Combine(Path.GetTempPath(), $"network-{Guid.NewGuid():N}.onnx");
        graph.Save(path);
        return path;

        string Layer(string x, int rows, int columns)
        {
            var weights = Enumerable.Range(0, rows * columns).Select(_ => (2 * random.NextSingle() - 1) * MathF.Sqrt(3f / rows)).ToArray();
            return graph.Add("Gemm", [x, graph.Weights(weights, rows, columns), graph.Weights(new float[columns], columns)]);
        }
    }
}
