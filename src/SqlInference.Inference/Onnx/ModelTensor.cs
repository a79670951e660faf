using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>An input or output of a model as the model declares it: rows along the first dimension, and the rest makes up one row.</summary>
sealed class ModelTensor
{
    readonly NodeMetadata _metadata;

    public ModelTensor(string name, NodeMetadata metadata)
    {
        Name = name;
        _metadata = metadata;
        // Reading dimensions of anything else throws.
        Dimensions = IsTensor ? metadata.Dimensions : [];
        Element = IsTensor ? metadata.ElementDataType.ToElement() : null;
    }

    public string Name { get; }

    public bool IsTensor => _metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    public TensorElementType TensorType => _metadata.ElementDataType;

    /// <summary>Null where we cannot fill or read such a tensor.</summary>
    public ElementType? Element { get; }

    /// <summary>Below 1 where the model leaves it open.</summary>
    public int[] Dimensions { get; }

    public bool HasRows => Element is not null && Dimensions.Length > 0;

    /// <summary>The only number of rows that the model takes; 0 where it takes any.</summary>
    public int FixedRows => Math.Max(0, Dimensions[0]);

    /// <summary>Values per row; 0 where the model leaves it open.</summary>
    public int Width => Dimensions.AsSpan(1).IndexOfAnyInRange(int.MinValue, 0) >= 0 ? 0 : RowShape(0).Aggregate(1, (size, dimension) => checked(size * (int)dimension));

    /// <summary>The dimensions of one row that has <paramref name="width"/> values; null where the model's dimensions do not allow it.</summary>
    public long[]? TryRowShape(int width)
    {
        var shape = RowShape(width);
        return shape.Aggregate(1L, (size, dimension) => size * dimension) == width ? shape : null;
    }

    /// <summary>One open dimension takes what the others leave of <paramref name="width"/>; further ones are 1.</summary>
    long[] RowShape(int width)
    {
        var shape = new long[Dimensions.Length - 1];
        var known = Dimensions.Skip(1).Where(dimension => dimension > 0).Aggregate(1, (size, dimension) => checked(size * dimension));
        var left = known > 0 && width % known == 0 ? width / known : 0;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            shape[i] = Dimensions[i + 1];
            if (shape[i] <= 0)
                (shape[i], left) = (left, 1);
        }

        return shape;
    }

    /// <summary>As people write it: <c>features float32[N,3]</c>.</summary>
    public override string ToString() => $"{Name} {TypeName}";

    string TypeName => _metadata.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => Dimensions.Length == 0 ? TensorType.OnnxName() : $"{TensorType.OnnxName()}[{DimensionNames}]",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "sparse tensor",
        OnnxValueType.ONNX_TYPE_SEQUENCE => "sequence",
        OnnxValueType.ONNX_TYPE_MAP => "map",
        OnnxValueType.ONNX_TYPE_OPTIONAL => "optional",
        _ => "opaque value",
    };

    string DimensionNames => string.Join(',', Dimensions.Select((dimension, i) =>
        dimension > 0 ? dimension.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : _metadata.SymbolicDimensions[i] is { Length: > 0 } name ? name
        : i == 0 ? "N" : "?"));
}
