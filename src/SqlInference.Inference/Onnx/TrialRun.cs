using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Runs a model once, on zeros and empty texts, to learn the true shapes of its outputs and to find at load what would
/// otherwise fail in a query. Two rows and not one: a single row cannot tell an answer per row from a sum over all rows.
/// </summary>
static unsafe class TrialRun
{
    public static IReadOnlyList<ProbedOutput> Run(string model, InferenceSession session, IReadOnlyList<InputPlan> inputs, int fixedRows)
    {
        var rows = fixedRows > 0 ? fixedRows : 2;
        var tensors = session.OutputNames.Select(name => new ModelTensor(name, session.OutputMetadata[name])).ToArray();
        var values = new List<OrtValue>();
        using var zeros = new NativeBuffer();
        try
        {
            var bytes = (nuint)inputs.Max(input => Math.Max(1, (long)rows * input.RowBytes));
            NativeMemory.Clear(zeros.Reserve(bytes), bytes);
            foreach (var input in inputs)
                values.Add(CreateInput(input, rows, zeros));
            using var options = new RunOptions { LogSeverityLevel = OnnxLog.Level };
            using var outputs = session.Run(options, [.. inputs.Select(input => input.Tensor.Name)], values, session.OutputNames);
            return [.. tensors.Select((tensor, i) => new ProbedOutput(tensor, tensor.IsTensor ? RowShape(outputs[i], rows) : null))];
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxErrors.CannotRun(model, string.Join(", ", inputs.Select(input => input.Tensor)), exception);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    static OrtValue CreateInput(InputPlan input, int rows, NativeBuffer zeros) => input.IsText
        ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, input.Shape(rows))
        : OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, input.Tensor.TensorType, input.Shape(rows),
            (nint)zeros.Pointer, (long)rows * input.RowBytes);

    static long[]? RowShape(OrtValue output, int rows) =>
        output.GetTensorTypeAndShape().Shape is [var first, .. var rest] && first == rows ? rest : null;
}
