using Microsoft.ML.OnnxRuntime.Tensors;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>What several parts of a graph need.</summary>
static class GraphOperators
{
    public static string Cast(this GraphWriter graph, string value, TensorElementType type) => graph.Node("Cast", [value], new NodeAttribute("to", (long)type));

    public static string Where(this GraphWriter graph, string condition, string value, string otherwise) => graph.Node("Where", [condition, value, otherwise]);

    /// <summary>Columns beside one another; null where there are none.</summary>
    public static string? Columns(this GraphWriter graph, IReadOnlyList<string> columns) => columns.Count switch
    {
        0 => null,
        1 => columns[0],
        _ => graph.Node("Concat", [.. columns], new NodeAttribute("axis", 1)),
    };

    /// <summary>Numbers within bounds; what is missing stays so, which Clip does not promise.</summary>
    public static string Bounded(this GraphWriter graph, string value, double least, double most)
    {
        var (low, high) = (graph.Doubles([least]), graph.Doubles([most]));
        value = graph.Where(graph.Node("Less", [value, low]), low, value);
        return graph.Where(graph.Node("Greater", [value, high]), high, value);
    }

    /// <summary>Floats scaled to unit length along an axis; where all are 0 they stay. The length is summed up in doubles.</summary>
    public static string Normalized(this GraphWriter graph, string values, long axis)
    {
        var wide = graph.Cast(values, TensorElementType.Double);
        var sum = graph.Node("ReduceSum", [graph.Node("Mul", [wide, wide]), graph.Integers([axis], 1)]);
        var factor = graph.Node("Div", [graph.Doubles([1]), graph.Node("Sqrt", [sum])]);
        var factors = graph.Where(graph.Node("Greater", [sum, graph.Doubles([0])]), factor, graph.Doubles([1]));
        return graph.Node("Mul", [values, graph.Cast(factors, TensorElementType.Float)]);
    }
}
