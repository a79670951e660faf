using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Answers;

/// <summary>Which columns go with which SQL types.</summary>
public static class AnswerTypes
{
    /// <summary>Whether answers of this type can be written at all; whether they fit is seen value by value.</summary>
    public static bool CanWrite(ColumnType answer, EngineType type)
    {
        if (answer.IsList || type.Kind == EngineTypeKind.List)
            return answer.IsList && type.Kind == EngineTypeKind.List && answer.Element.IsNumeric();
        return type.Kind switch
        {
            EngineTypeKind.Varchar => answer.Element != ElementType.Timestamp,
            EngineTypeKind.Date or EngineTypeKind.Timestamp or EngineTypeKind.TimestampTz =>
                answer.Element is ElementType.Timestamp or ElementType.Int64,
            _ => answer.Element != ElementType.Timestamp,
        };
    }

    /// <summary>What a model is given for, or must answer for, a value of this type when no conversion is wanted.</summary>
    public static ElementType NaturalElement(EngineType type) => type.Kind switch
    {
        EngineTypeKind.SmallInt => ElementType.Int16,
        EngineTypeKind.Integer => ElementType.Int32,
        EngineTypeKind.BigInt => ElementType.Int64,
        EngineTypeKind.Real => ElementType.Float32,
        EngineTypeKind.Double or EngineTypeKind.Decimal => ElementType.Float64,
        EngineTypeKind.Boolean => ElementType.Boolean,
        EngineTypeKind.Varchar => ElementType.Utf8,
        EngineTypeKind.List => NaturalElement(type.Element!),
        _ => ElementType.Timestamp,
    };
}
