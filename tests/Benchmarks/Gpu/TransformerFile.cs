namespace Benchmarks.Gpu;

/// <summary>
/// A classifier in the shape of BERT, with random weights: what ONNX Runtime does with it is what it does with a trained
/// one. Written where it is measured, as its weights do not compress.
/// </summary>
static class TransformerFile
{
    public const int Labels = 5;
    const int Layers = 6;
    const int Width = 768;
    const int Heads = 12;
    const int Positions = 512;

    public static void Write(string path, int vocabulary, bool half)
    {
        var random = new Random(1);
        var graph = new OnnxGraph(half);
        graph.Input("input_ids", "batch", "sequence");
        graph.Input("attention_mask", "batch", "sequence");
        graph.Output("logits", "batch", $"{Labels}");

        // Cut out rather than gathered: everything but the shapes stays on the GPU, as CUDA graphs want it.
        var length = graph.Add("Gather", [graph.Add("Shape", ["input_ids"]), graph.Numbers(1)], ("axis", 0));
        var places = graph.Add("Slice", [Random(Positions, Width), graph.Numbers(0), length, graph.Numbers(0)]);
        var x = Norm(graph.Add("Add", [graph.Add("Gather", [Random(vocabulary, Width), "input_ids"], ("axis", 0)), places]));
        var wide = graph.Add("Unsqueeze", [graph.Add("Unsqueeze", ["attention_mask", graph.Numbers(1)]), graph.Numbers(2)]);
        var outside = graph.Add("Sub", [graph.Weights([1]), graph.Add("Cast", [wide], ("to", graph.RealType))]);
        var mask = graph.Add("Mul", [outside, graph.Weights([-10000])]);
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Norm(graph.Add("Add", [Attention(x, mask), x]));
            x = Norm(graph.Add("Add", [FeedForward(x), x]));
        }

        var first = graph.Add("Gather", [x, graph.Number(0)], ("axis", 1));
        graph.Add("Identity", [Linear(graph.Add("Tanh", [Linear(first, Width, Width)]), Width, Labels, 0.1f)], "logits");
        graph.Save(path);

        string Attention(string x, string mask)
        {
            var split = graph.Numbers(0, 0, Heads, Width / Heads);
            string[] parts = [.. Enumerable.Range(0, 3).Select(_ => graph.Add("Reshape", [Linear(x, Width, Width), split]))];
            var query = graph.Add("Transpose", [parts[0]], ("perm", new[] { 0, 2, 1, 3 }));
            var key = graph.Add("Transpose", [parts[1]], ("perm", new[] { 0, 2, 3, 1 }));
            var value = graph.Add("Transpose", [parts[2]], ("perm", new[] { 0, 2, 1, 3 }));
            var scores = graph.Add("Div", [graph.Add("MatMul", [query, key]), graph.Weights([MathF.Sqrt(Width / Heads)])]);
            var weights = graph.Add("Softmax", [graph.Add("Add", [scores, mask])], ("axis", -1));
            var mixed = graph.Add("Transpose", [graph.Add("MatMul", [weights, value])], ("perm", new[] { 0, 2, 1, 3 }));
            return Linear(graph.Add("Reshape", [mixed, graph.Numbers(0, 0, Width)]), Width, Width);
        }

        string FeedForward(string x)
        {
            var inner = Linear(x, Width, 4 * Width);
            var bell = graph.Add("Add", [graph.Add("Erf", [graph.Add("Div", [inner, graph.Weights([MathF.Sqrt(2)])])]), graph.Weights([1])]);
            return Linear(graph.Add("Mul", [graph.Add("Mul", [inner, bell]), graph.Weights([0.5f])]), 4 * Width, Width);
        }

        string Linear(string x, int rows, int columns, float scale = 0.02f) =>
            graph.Add("Add", [graph.Add("MatMul", [x, Random(rows, columns, scale)]), graph.Weights(Draw(columns, scale), columns)]);

        string Norm(string x) => graph.Add("LayerNormalization",
            [x, graph.Weights([.. Enumerable.Repeat(1f, Width)], Width), graph.Weights(Draw(Width, 0.02f), Width)], ("axis", -1), ("epsilon", 1e-5f));

        string Random(int rows, int columns, float scale = 0.02f) => graph.Weights(Draw(rows * columns, scale), rows, columns);

        float[] Draw(int count, float scale)
        {
            var values = new float[count];
            foreach (ref var value in values.AsSpan())
                value = scale * (float)Math.Sqrt(3) * (2 * random.NextSingle() - 1);
            return values;
        }
    }
}
