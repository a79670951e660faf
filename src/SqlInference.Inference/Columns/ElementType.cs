namespace SqlInference.Inference.Columns;

/// <summary>The type of one value in a column. The numbers are written into artifacts and never change.</summary>
public enum ElementType : byte
{
    Boolean = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    UInt8 = 6,
    UInt16 = 7,
    UInt32 = 8,
    UInt64 = 9,
    Float16 = 10,
    Float32 = 11,
    Float64 = 12,

    /// <summary>UTF-8 bytes, addressed by 32-bit offsets.</summary>
    Utf8 = 13,

    /// <summary>Microseconds since 1970-01-01 UTC in 64 bits; dates are their midnight.</summary>
    Timestamp = 14,
}
