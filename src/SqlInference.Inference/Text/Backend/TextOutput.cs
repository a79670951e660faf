using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>The output that is read: some numbers for each text.</summary>
/// <param name="Width">Numbers per text.</param>
/// <param name="IsFlat">True for [N], where there is one number per text and no second dimension.</param>
sealed record TextOutput(ModelTensor Tensor, int Width, bool IsFlat)
{
    public string[] Names { get; } = [Tensor.Name];

    public long[] Shape(int rows) => IsFlat ? [rows] : [rows, Width];

    /// <summary>Copies the numbers of one text out of a tensor.</summary>
    public unsafe void Read(byte* tensor, int row, Span<double> numbers)
    {
        var start = (long)row * Width;
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Tensor.Element switch
            {
                Columns.ElementType.Float16 => (double)((Half*)tensor)[start + i],
                Columns.ElementType.Float64 => ((double*)tensor)[start + i],
                _ => ((float*)tensor)[start + i],
            };
        }
    }
}
