using SqlInference.Errors;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>Decides what a function answers, by the model's output, config.json and the function's type.</summary>
static class TextAnswers
{
    public static ITextAnswer Of(string model, TextOutput output, TextConfiguration configuration, OnnxParameter returns)
    {
        var element = output.Tensor.Element!.Value;
        if (returns.IsList)
            return new NumberAnswer(element, output.Width);
        if (output.Width == 1)
            return new NumberAnswer(element, listLength: 0);
        if (configuration.ProblemType is "multi_label_classification" or "regression")
        {
            throw Misfit(model, $"config.json says {configuration.ProblemType}, so it has {output.Width} answers for each text and the function returns one",
                "Declare RETURNS real[], which gives the model's numbers as they are.");
        }

        var labels = configuration.Labels() ?? [.. Enumerable.Range(0, output.Width).Select(TextConfiguration.DefaultLabel)];
        return labels.Length == output.Width
            ? new LabelAnswer(labels, LabelValues.Of(model, labels, returns))
            : throw Misfit(model, $"config.json has {labels.Length} labels (id2label), but the output {output.Tensor.Name} has {output.Width} numbers for each text",
                "Bring the config.json that belongs to the model.");
    }

    static SqlInferenceException Misfit(string model, string what, string hint) => new(
        ErrorConditions.ModelOutputMismatch, $"Model '{model}' does not fit the function: {what}.", hint);
}
