namespace SqlInference.Inference.Columns;

/// <summary>What follows from an <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one fixed-width value; for text, of one offset.</summary>
    public static int Width(this ElementType type) => type switch
    {
        ElementType.Boolean or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 or ElementType.Utf8 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 or ElementType.Timestamp => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static bool IsFloating(this ElementType type) =>
        type is ElementType.Float16 or ElementType.Float32 or ElementType.Float64;

    public static bool IsInteger(this ElementType type) => type is >= ElementType.Int8 and <= ElementType.UInt64;

    public static bool IsNumeric(this ElementType type) => type.IsInteger() || type.IsFloating();
}
