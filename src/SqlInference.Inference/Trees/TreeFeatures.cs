using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Trees;

/// <summary>How the columns of a batch become the features of an ensemble.</summary>
/// <param name="Width">Values per row.</param>
/// <param name="Element">The type that values take first, with its range; then they become 32-bit floats.</param>
/// <param name="Refusal">What to say of a source with a value that this type does not hold.</param>
sealed unsafe record TreeFeatures(int Width, ElementType Element, IReadOnlyList<InputSource> Sources, Func<InputSource, Exception> Refusal)
{
    /// <summary>Values of the widest source, for <see cref="Fill"/>'s scratch.</summary>
    int WidestSource { get; } = Sources.Max(source => source.Width);

    public nuint ScratchBytes(int rows) => (nuint)rows * (nuint)WidestSource * (nuint)Element.Width();

    /// <param name="features">The first feature; the others are <paramref name="stride"/> floats apart.</param>
    public void Fill(ColumnBatch batch, int start, int rows, float* features, int stride, byte* scratch)
    {
        foreach (var source in Sources)
        {
            ref readonly var column = ref batch[source.Column];
            var target = features + (long)source.Offset * stride;
            var isDirect = source.Width == 1 && Element == ElementType.Float32;
            var strip = new ColumnInterleaver.Strip
            {
                Values = column.Values,
                Validity = source.AcceptsNull ? column.Validity : null,
                Start = start,
                Rows = rows,
                Width = source.Width,
                Target = isDirect ? (byte*)target : scratch,
                Stride = source.Width,
            };
            if (!source.Kernel(strip))
                throw Refusal(source);
            if (!isDirect)
                Transpose(scratch, rows, source.Width, target, stride);
        }
    }

    void Transpose(byte* scratch, int rows, int width, float* target, int stride)
    {
        switch (Element)
        {
            case ElementType.Float32: Transpose((float*)scratch, rows, width, target, stride); break;
            case ElementType.Float64: Transpose((double*)scratch, rows, width, target, stride); break;
            case ElementType.Int32: Transpose((int*)scratch, rows, width, target, stride); break;
            case ElementType.Int64: Transpose((long*)scratch, rows, width, target, stride); break;
            default: throw new InvalidOperationException($"{Element} does not become a feature.");
        }
    }

    static void Transpose<T>(T* values, int rows, int width, float* target, int stride) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        for (var i = 0; i < width; i++)
        {
            for (var row = 0; row < rows; row++)
                target[(long)i * stride + row] = float.CreateTruncating(values[(long)row * width + i]);
        }
    }
}
