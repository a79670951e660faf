using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>What is done to a set of features, as operators of a graph: the same sums in the same order, because trees compare what comes out.</summary>
sealed class StepGraph(GraphWriter graph)
{
    public string Write(FeatureStep step, string from) => step switch
    {
        ImputeStep impute => Impute(impute, from),
        ScaleStep scale => graph.Node("Mul", [graph.Node("Sub", [from, Row(scale.Offsets)]), Row(scale.Factors)]),
        NormalizeStep => graph.Normalized(from, axis: 1),
        ProjectStep project => Project(project, from),
        _ => throw new ExportRefusal($"has a step of the kind {step.GetType().Name}", "Train it with other PREPROCESSORS."),
    };

    string Impute(ImputeStep step, string from)
    {
        var isMissing = graph.Node("IsNaN", [from]);
        var filled = graph.Where(isMissing, Row(step.Values), from);
        if (step.Indicated.Count == 0)
            return filled;
        var columns = graph.Integers([.. step.Indicated.Select(column => (long)column)], step.Indicated.Count);
        var indicated = graph.Node("Gather", [graph.Cast(isMissing, TensorElementType.Float), columns], new NodeAttribute("axis", 1));
        return graph.Columns([filled, indicated])!;
    }

    string Project(ProjectStep step, string from)
    {
        var centred = graph.Where(graph.Node("IsNaN", [from]), graph.Floats([0]), graph.Node("Sub", [from, Row(step.Means)]));
        var count = step.Means.Count;
        var columns = count == 1 ? [centred] : graph.Nodes("Split", [centred], count, new NodeAttribute("axis", 1));
        // MatMul would add up in another order.
        var sum = graph.Floats([0]);
        for (var column = 0; column < count; column++)
        {
            var weights = Row([.. step.Directions.Select(direction => direction[column])]);
            sum = graph.Node("Add", [sum, graph.Node("Mul", [columns[column], weights])]);
        }

        return sum;
    }

    string Row(IReadOnlyList<float> values) => graph.Floats([.. values], 1, values.Count);
}
