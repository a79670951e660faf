using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>One column's share in a row of an input.</summary>
sealed unsafe class InputSource
{
    /// <summary>The parameter's position.</summary>
    public required int Column { get; init; }

    public required string Name { get; init; }

    public required ElementType Element { get; init; }

    /// <summary>Where its first value stands in a row of the tensor.</summary>
    public required int Offset { get; init; }

    /// <summary>Values per row.</summary>
    public required int Width { get; init; }

    /// <summary>True where missing values become NaN or the empty text.</summary>
    public required bool AcceptsNull { get; init; }

    /// <summary>Null for text.</summary>
    public delegate*<in ColumnInterleaver.Strip, bool> Kernel { get; init; }
}
