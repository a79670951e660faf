using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>How one input of the model is made from columns.</summary>
/// <param name="Width">Values per row.</param>
/// <param name="RowShape">The dimensions of one row, without the first, which counts the rows.</param>
/// <param name="Sources">The columns that make up a row, from left to right.</param>
sealed record InputPlan(ModelTensor Tensor, int Width, long[] RowShape, InputSource[] Sources)
{
    public bool IsText => Tensor.Element == ElementType.Utf8;

    public int ElementBytes { get; } = Tensor.Element!.Value.Width();

    /// <summary>0 for text, which ONNX Runtime keeps in memory of its own.</summary>
    public int RowBytes => IsText ? 0 : Width * ElementBytes;

    public long[] Shape(int rows) => [rows, .. RowShape];
}
