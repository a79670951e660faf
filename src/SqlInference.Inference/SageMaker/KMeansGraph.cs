using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Onnx.Export;

namespace SqlInference.Inference.SageMaker;

/// <summary>Centres [K,C] as an ONNX graph: features [N,C] to the nearest centre's number and the distance to it, as SageMaker's k-means answers.</summary>
static class KMeansGraph
{
    public static byte[] Write(MxNetArray centres, string name)
    {
        var (count, width) = (centres.Rows, centres.Columns);
        var graph = new GraphWriter();
        // In doubles: the squares of far points cancel out.
        var features = graph.Cast(graph.Input("features", TensorElementType.Float, width), TensorElementType.Double);
        var (columns, lengths) = (new double[width * count], new double[count]);
        for (var centre = 0; centre < count; centre++)
        {
            for (var feature = 0; feature < width; feature++)
            {
                double value = centres.Values[centre * width + feature];
                columns[feature * count + centre] = -2 * value;
                lengths[centre] += value * value;
            }
        }

        var product = graph.Node("MatMul", [features, graph.Doubles(columns, width, count)]);
        var squares = graph.Node("Add", [product, graph.Doubles(lengths, 1, count)]);
        graph.Output("label", graph.Node("ArgMin", [squares], new("axis", 1), new("keepdims", 0)), TensorElementType.Int64, 0);

        var own = graph.Node("ReduceSumSquare", [features], new NodeAttribute("axes", [1L]));
        var least = graph.Node("Add", [own, graph.Node("ReduceMin", [squares], new NodeAttribute("axes", [1L]))]);
        graph.Output("distance_to_cluster", graph.Node("Sqrt", [graph.Bounded(least, 0, double.MaxValue)]), TensorElementType.Double, 1);
        return [.. graph.ToModel(name)];
    }
}
