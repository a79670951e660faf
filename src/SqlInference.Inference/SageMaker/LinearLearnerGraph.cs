using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Onnx.Export;

namespace SqlInference.Inference.SageMaker;

/// <summary>A linear learner as an ONNX graph: features [N,C] to a number, or to a label and probabilities.</summary>
static class LinearLearnerGraph
{
    public static byte[] Write(LinearLearner model, string name)
    {
        var graph = new GraphWriter();
        var features = graph.Input("features", TensorElementType.Float, model.Weights.Rows);
        var product = graph.Node("MatMul", [features, graph.Floats(model.Weights.Values, model.Weights.Rows, model.Answers)]);
        var sum = graph.Node("Add", [product, graph.Floats(model.Bias.Values, 1, model.Answers)]);
        if (model.Predictor == LinearLearner.Regressor)
        {
            graph.Output("score", sum, TensorElementType.Float, 1);
            return [.. graph.ToModel(name)];
        }

        var (label, probabilities) = model.Predictor == LinearLearner.BinaryClassifier ? Binary(graph, sum, model.Threshold) : Multiclass(graph, sum);
        var classes = Math.Max(2, model.Answers);
        graph.Output("label", label, TensorElementType.Int64, 0);
        graph.Output("probabilities", probabilities, TensorElementType.Float, classes);
        var labels = new JsonArray([.. Enumerable.Range(0, classes).Select(number => JsonValue.Create($"{number}"))]).ToJsonString();
        return [.. graph.ToModel(name, (OnnxModelInspector.ClassLabelsKey, labels))];
    }

    static (string Label, string Probabilities) Binary(GraphWriter graph, string sum, double threshold)
    {
        var one = graph.Node("Sigmoid", [sum]);
        var zero = graph.Node("Sub", [graph.Floats([1], 1), one]);
        var above = graph.Cast(graph.Node("Greater", [one, graph.Floats([(float)threshold], 1)]), TensorElementType.Int64);
        return (graph.Node("Squeeze", [above, graph.Integers([1], 1)]), graph.Columns([zero, one])!);
    }

    static (string Label, string Probabilities) Multiclass(GraphWriter graph, string sum) =>
        (graph.Node("ArgMax", [sum], new("axis", 1), new("keepdims", 0)), graph.Node("Softmax", [sum], new NodeAttribute("axis", 1)));
}
