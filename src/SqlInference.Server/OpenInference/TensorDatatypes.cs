using System.Text.Json;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>The protocol's datatypes and the columns that hold the same bytes.</summary>
static class TensorDatatypes
{
    static readonly (string Name, ElementType Element)[] All =
    [
        ("FP64", ElementType.Float64), ("FP32", ElementType.Float32), ("INT64", ElementType.Int64), ("INT32", ElementType.Int32),
        ("BYTES", ElementType.Utf8), ("BOOL", ElementType.Boolean), ("INT16", ElementType.Int16), ("INT8", ElementType.Int8),
        ("UINT8", ElementType.UInt8), ("UINT16", ElementType.UInt16), ("UINT32", ElementType.UInt32), ("UINT64", ElementType.UInt64),
        ("FP16", ElementType.Float16),
    ];

    static readonly byte[][] Utf8Names = [.. All.Select(type => System.Text.Encoding.UTF8.GetBytes(type.Name))];

    /// <summary>The type named by the current string, or null.</summary>
    public static ElementType? Find(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (reader.ValueTextEquals(Utf8Names[i]))
                return All[i].Element;
        }

        return null;
    }

    /// <summary>Moments travel as their microseconds.</summary>
    public static string NameOf(ElementType element)
    {
        if (element == ElementType.Timestamp)
            return "INT64";
        foreach (var (name, known) in All)
        {
            if (known == element)
                return name;
        }

        throw new ArgumentOutOfRangeException(nameof(element), element, null);
    }

    /// <summary>Whether a tensor of this type may be sent for a column: its own type, or a number that is converted.</summary>
    public static bool Goes(ElementType tensor, ElementType column) => column switch
    {
        ElementType.Utf8 => tensor == ElementType.Utf8,
        ElementType.Timestamp => tensor == ElementType.Int64,
        _ => tensor != ElementType.Utf8,
    };
}
