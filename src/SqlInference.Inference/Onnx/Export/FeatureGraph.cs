using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Arguments to features, as operators of a graph.</summary>
/// <param name="tensors">The graph's inputs, one for each of <paramref name="inputs"/>.</param>
sealed class FeatureGraph(GraphWriter graph, IReadOnlyList<ModelInput> inputs, IReadOnlyList<string> tensors)
{
    /// <summary>A row of floats for each row; null where the plan makes no features.</summary>
    public string? Write(FeaturePlan plan) => graph.Columns([.. plan.Sets.Where(set => set.Width > 0).Select(Write)]);

    string Write(FeatureSet set)
    {
        var features = graph.Columns([.. set.Encoders.Where(encoder => encoder.Width > 0).Select(Write)])!;
        return set.Steps.Aggregate(features, (from, step) => new StepGraph(graph).Write(step, from));
    }

    string Write(ColumnEncoder encoder) => encoder switch
    {
        NumberEncoder => graph.Cast(graph.Bounded(tensors[encoder.Input], -float.MaxValue, float.MaxValue), TensorElementType.Float),
        OneHotEncoder oneHot => Mask(encoder.Input, oneHot.Categories),
        OrdinalEncoder ordinal => Position(Mask(encoder.Input, ordinal.Categories), ordinal.Categories.Count),
        DateTimeEncoder times => new TimeGraph(graph, tensors[encoder.Input]).Write(times.Parts),
        _ => throw new ExportRefusal($"has features of the kind {encoder.GetType().Name}", "Train it with other PREPROCESSORS."),
    };

    /// <summary>1 in the column of the category that a value is, else 0.</summary>
    string Mask(int input, IReadOnlyList<string?> categories) =>
        graph.Cast(inputs[input].Type.Element == ElementType.Utf8 ? TextMask(input, categories) : NumberMask(input, categories), TensorElementType.Float);

    string TextMask(int input, IReadOnlyList<string?> categories)
    {
        // ONNX has no missing text: the empty one stands for it.
        if (categories.Contains(null) && categories.Contains(""))
        {
            throw new ExportRefusal($"tells NULL from the empty text in column '{inputs[input].Name}', and ONNX has no NULL for text",
                "Train it again with nullif(column, '') in its query.");
        }

        var position = graph.Node("LabelEncoder", [tensors[input]],
            new NodeAttribute("keys_strings", categories.Select(category => category ?? "")),
            new NodeAttribute("values_int64s", Positions(categories.Count)),
            new NodeAttribute("default_int64", -1));
        return graph.Node("Equal", [position, graph.Integers(Positions(categories.Count), 1, categories.Count)]);
    }

    string NumberMask(int input, IReadOnlyList<string?> categories)
    {
        var numbers = Categories.Numbers(categories);
        var mask = graph.Node("Equal", [tensors[input], graph.Doubles(numbers, 1, numbers.Length)]);
        if (!categories.Contains(null))
            return mask;
        var isMissing = graph.Node("IsNaN", [tensors[input]]);
        return graph.Node("Or", [mask, graph.Node("And", [isMissing, graph.Booleans([.. categories.Select(category => category is null)], 1, categories.Count)])]);
    }

    string Position(string mask, int categories)
    {
        var position = graph.Node("MatMul", [mask, graph.Floats([.. Enumerable.Range(0, categories).Select(category => (float)category)], categories, 1)]);
        var found = graph.Node("ReduceMax", [mask], new NodeAttribute("axes", [1L]));
        return graph.Where(graph.Node("Greater", [found, graph.Floats([0])]), position, graph.Floats([float.NaN]));
    }

    static long[] Positions(int count) => [.. Enumerable.Range(0, count).Select(position => (long)position)];
}
