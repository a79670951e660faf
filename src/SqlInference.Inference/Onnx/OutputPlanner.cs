using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>Decides which output of the model is the prediction, and what else it gives per row.</summary>
sealed class OutputPlanner(string model, IReadOnlyList<ProbedOutput> outputs, IReadOnlyList<IReadOnlyList<string>> labelSets)
{
    const int MostOutputs = 64;

    public IReadOnlyList<OutputPlan> Plan(string? predictionSetting, out IReadOnlyList<string> classLabels)
    {
        var usable = outputs.Where(output => output.IsPerRow).ToList();
        var prediction = predictionSetting is null ? Obvious(usable) : Named(predictionSetting);
        var probabilities = prediction.IsList ? null : Probabilities(usable, prediction);
        var classes = probabilities?.Width ?? (prediction.IsList ? prediction.Width : 0);
        classLabels = labelSets.FirstOrDefault(labels => labels.Count == classes)
            ?? (probabilities is not null ? [.. Enumerable.Range(0, classes).Select(i => $"{i}")]
                : labelSets is [var first, ..] ? first
                : []);

        var plans = new List<OutputPlan> { prediction.Plan("prediction") };
        if (probabilities is not null)
            plans.Add(probabilities.Plan("probabilities"));
        foreach (var other in usable.Where(output => output != prediction && output != probabilities))
        {
            if (plans.Count < MostOutputs && plans.TrueForAll(plan => plan.Output.Name != other.Tensor.Name))
                plans.Add(other.Plan(other.Tensor.Name));
        }

        return plans;
    }

    ProbedOutput Named(string name)
    {
        var found = outputs.FirstOrDefault(output => output.Tensor.Name == name)
            ?? outputs.FirstOrDefault(output => output.Tensor.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Mismatch($"OUTPUT names '{name}', which the model does not give", "Name one of the model's outputs.");
        return found.IsPerRow ? found : throw Mismatch($"its output '{found.Tensor.Name}' {found.WhyNot}", "Name an output that has one value, or one list, per row.");
    }

    ProbedOutput Obvious(List<ProbedOutput> usable)
    {
        if (usable.Count == 0)
        {
            throw Mismatch(outputs.Count == 1 ? $"its output '{outputs[0].Tensor.Name}' {outputs[0].WhyNot}" : "it has no output with one value per row",
                "Export the model with an output of shape [N], [N,1] or [N,C].");
        }

        return Single(usable, _ => true)
            ?? Single(usable, output => IsCalled(output, "prediction"))
            // A classifier as scikit-learn's converters write it.
            ?? Single(usable, output => IsCalled(output, "label", "output_label"))
            ?? (usable.Exists(IsProbabilities) ? Single(usable, IsLabel) : null)
            ?? throw Mismatch($"it gives {string.Join(" and ", usable.Select(output => $"'{output.Tensor.Name}'"))}, and none is obviously the prediction",
                "Name the output that is the prediction: SETTINGS (OUTPUT 'name').");
    }

    static ProbedOutput? Probabilities(List<ProbedOutput> usable, ProbedOutput prediction)
    {
        var candidates = usable.FindAll(output => output != prediction && IsProbabilities(output));
        return !IsLabel(prediction) ? null
            : Single(candidates, _ => true)
            ?? Single(candidates, output => output.Tensor.Name.Contains("prob", StringComparison.OrdinalIgnoreCase));
    }

    static bool IsLabel(ProbedOutput output) => !output.IsList && !output.Tensor.Element!.Value.IsFloating();

    static bool IsProbabilities(ProbedOutput output) => output.IsList && output.Tensor.Element!.Value.IsFloating();

    static bool IsCalled(ProbedOutput output, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (output.Tensor.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    static ProbedOutput? Single(List<ProbedOutput> from, Predicate<ProbedOutput> condition) =>
        from.FindAll(condition) is [var only] ? only : null;

    SqlInferenceException Mismatch(string what, string hint) => new(ErrorConditions.ModelOutputMismatch,
        $"Model '{model}' does not fit the function: {what}. The model gives: {string.Join(", ", outputs.Select(output => output.Tensor))}.", hint);
}

/// <summary>An output of the model, and what a trial run gave there.</summary>
/// <param name="RowShape">The dimensions of one row; null where the output does not have one row per row of input.</param>
sealed record ProbedOutput(ModelTensor Tensor, long[]? RowShape)
{
    public int Width => (int)RowShape!.Aggregate(1L, (size, dimension) => size * dimension);

    /// <summary>Text comes as single values only: a column has no lists of text.</summary>
    public bool IsPerRow => RowShape is not null && Tensor.Element is { } element
        && (element == ElementType.Utf8 ? Width == 1 : Width > 0);

    /// <summary>[N,1] is a number per row and not a list of one.</summary>
    public bool IsList => Width > 1;

    public string WhyNot =>
        !Tensor.IsTensor ? "is not a tensor"
        : Tensor.Element is null ? $"has the type {Tensor.TensorType.OnnxName()}, which no SQL type becomes"
        : RowShape is null ? "does not have one row for each row that goes in"
        : Width == 0 ? "is empty"
        : "is a list of text";

    public OutputPlan Plan(string name)
    {
        var element = Tensor.Element == ElementType.Float16 ? ElementType.Float32 : Tensor.Element!.Value;
        return new OutputPlan(new ModelOutput(name, new ColumnType(element, IsList ? Width : 0)), Tensor, RowShape!);
    }
}
