using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>The protocol's names for types of elements.</summary>
public static class OipDatatypes
{
    static readonly (string Name, ElementType Type)[] Known =
    [
        ("BOOL", ElementType.Boolean), ("INT8", ElementType.Int8), ("INT16", ElementType.Int16), ("INT32", ElementType.Int32),
        ("INT64", ElementType.Int64), ("UINT8", ElementType.UInt8), ("UINT16", ElementType.UInt16), ("UINT32", ElementType.UInt32),
        ("UINT64", ElementType.UInt64), ("FP16", ElementType.Float16), ("FP32", ElementType.Float32), ("FP64", ElementType.Float64),
        ("BYTES", ElementType.Utf8),
    ];

    /// <summary>Null for a type that no column has.</summary>
    public static ElementType? Parse(string name)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
                return known.Type;
        }

        return null;
    }

    public static string Name(ElementType type)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
                return known.Name;
        }

        // Microseconds since 1970.
        return type == ElementType.Timestamp ? "INT64" : throw new ArgumentOutOfRangeException(nameof(type), type, null);
    }
}
