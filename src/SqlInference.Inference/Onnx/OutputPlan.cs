using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>How one output of the signature is read from an output of the model.</summary>
/// <param name="RowShape">The dimensions of one row, without the first, which counts the rows.</param>
sealed record OutputPlan(ModelOutput Output, ModelTensor Tensor, long[] RowShape)
{
    public bool IsText => Tensor.Element == ElementType.Utf8;

    /// <summary>Values per row.</summary>
    public int Width => Output.Type.ElementsPerRow;

    public int RowBytes => IsText ? 0 : Width * Tensor.Element!.Value.Width();

    public long[] Shape(int rows) => [rows, .. RowShape];

    /// <summary>Copies <paramref name="rows"/> rows out of the tensor, from row <paramref name="start"/> of the column on.</summary>
    public unsafe void CopyTo(ColumnBuffer column, int start, int rows, byte* tensor, OrtValue value)
    {
        if (IsText)
        {
            for (var row = 0; row < rows; row++)
                column.AppendText(value.GetStringElementAsSpan(row));
        }
        else if (Tensor.Element == ElementType.Float16)
        {
            new ReadOnlySpan<Half>(tensor, rows * Width).WidenTo(column.Span<float>()[(start * Width)..]);
        }
        else
        {
            var bytes = (long)rows * RowBytes;
            Buffer.MemoryCopy(tensor, column.Values + (long)start * RowBytes, bytes, bytes);
        }
    }
}

static class HalfSpans
{
    public static void WidenTo(this ReadOnlySpan<Half> halves, Span<float> floats)
    {
        for (var i = 0; i < halves.Length; i++)
            floats[i] = (float)halves[i];
    }
}
