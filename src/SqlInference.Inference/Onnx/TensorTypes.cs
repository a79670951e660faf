using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>Tensor element types, the column types that hold the same bytes, and what they are called.</summary>
static class TensorTypes
{
    /// <summary>The element type with the same bytes, or null for tensors that we cannot fill or read (complex, bfloat16, 4 and 8 bit floats).</summary>
    public static ElementType? ToElement(this TensorElementType type) => type switch
    {
        TensorElementType.Bool => ElementType.Boolean,
        TensorElementType.Int8 => ElementType.Int8,
        TensorElementType.Int16 => ElementType.Int16,
        TensorElementType.Int32 => ElementType.Int32,
        TensorElementType.Int64 => ElementType.Int64,
        TensorElementType.UInt8 => ElementType.UInt8,
        TensorElementType.UInt16 => ElementType.UInt16,
        TensorElementType.UInt32 => ElementType.UInt32,
        TensorElementType.UInt64 => ElementType.UInt64,
        TensorElementType.Float16 => ElementType.Float16,
        TensorElementType.Float => ElementType.Float32,
        TensorElementType.Double => ElementType.Float64,
        TensorElementType.String => ElementType.Utf8,
        _ => null,
    };

    public static string OnnxName(this TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => type.ToString().ToLowerInvariant(),
    };
}
