using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>
/// Runs a model on texts that say nothing, to learn the true shapes of its outputs and to find at load what would
/// otherwise fail in a query: short ones, two of them, and one that is as long as texts may get.
/// </summary>
sealed class TextOutputs(TextPlan plan)
{
    const string Logits = "logits";
    const int ShortTokens = 4;

    public TextOutput Find(string? setting)
    {
        var rows = plan.Inputs.FixedRows > 0 ? plan.Inputs.FixedRows : 2;
        var tensors = plan.Session.OutputNames.Select(name => new ModelTensor(name, plan.Session.OutputMetadata[name])).ToArray();
        long[][] shapes;
        try
        {
            shapes = Run(rows, Math.Min(ShortTokens, plan.MaxTokens), [.. tensors.Select(tensor => tensor.Name)]);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxErrors.CannotRun(plan.Model, string.Join(", ", plan.Inputs.All), exception);
        }

        var outputs = tensors.Zip(shapes, (tensor, shape) => Usable(tensor, shape, rows)).OfType<TextOutput>().ToList();
        var output = Choose(outputs, setting) ?? throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
            $"Model '{plan.Model}' does not fit the function: {Why(outputs, setting)}. The model gives: {string.Join(", ", tensors.AsEnumerable())}.",
            outputs.Count == 0 ? "Export the model with its classification head, so that it gives one row of logits per text." : "Name the output that is the prediction: SETTINGS (OUTPUT 'name').");
        CheckLongest(output);
        return output;
    }

    static TextOutput? Choose(List<TextOutput> outputs, string? setting) => setting is not null
        ? outputs.Find(output => output.Tensor.Name.Equals(setting, StringComparison.OrdinalIgnoreCase))
        : outputs.Find(output => output.Tensor.Name == Logits) ?? (outputs is [var only] ? only : null);

    static string Why(List<TextOutput> outputs, string? setting) =>
        setting is not null ? $"OUTPUT names '{setting}', which has no row of numbers for each text"
        : outputs.Count == 0 ? "it has no output with one row of numbers for each text"
        : $"it gives {string.Join(" and ", outputs.Select(output => $"'{output.Tensor.Name}'"))}, and none is called '{Logits}'";

    static TextOutput? Usable(ModelTensor tensor, long[] shape, int rows) =>
        tensor.Element is not (ElementType.Float16 or ElementType.Float32 or ElementType.Float64) || shape.Length == 0 || shape[0] != rows ? null
        : shape.Length == 1 ? new TextOutput(tensor, 1, IsFlat: true)
        : shape.Length == 2 && shape[1] > 0 ? new TextOutput(tensor, (int)shape[1], IsFlat: false)
        : null;

    void CheckLongest(TextOutput output)
    {
        try
        {
            Run(plan.Inputs.FixedRows > 0 ? plan.Inputs.FixedRows : 1, plan.MaxTokens, output.Names);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Model '{plan.Model}' fails on a text of {plan.MaxTokens} tokens.",
                "Set MAX_TOKENS in SETTINGS to the length that the model was made for.", exception);
        }
    }

    /// <summary>The shapes of the named outputs; empty for what is no tensor.</summary>
    long[][] Run(int rows, int tokens, string[] names)
    {
        using var tensors = new TokenTensors(plan);
        var rowLength = LengthGroups.RowLength(tokens, plan);
        tensors.Start(rows, rowLength);
        var text = new int[tokens];
        // Any token but the one that fills up: some models leave that one out whatever the mask says.
        Array.Fill(text, plan.PadId == 0 ? 1 : 0);
        for (var row = 0; row < rows; row++)
            tensors.Fill(row, rowLength, text);
        using var options = new RunOptions { LogSeverityLevel = OnnxLog.Level };
        using var outputs = plan.Session.Run(options, plan.InputNames, tensors.Values, names);
        return [.. outputs.Select(output => output.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR ? output.GetTensorTypeAndShape().Shape : [])];
    }
}
