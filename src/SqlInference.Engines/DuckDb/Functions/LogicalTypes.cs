using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>The engine's types as DuckDB's.</summary>
static class LogicalTypes
{
    public static LogicalTypeHandle Create(EngineType type)
    {
        switch (type.Kind)
        {
            case EngineTypeKind.Decimal:
                return DuckDbNative.CreateDecimalType((byte)type.Precision, (byte)type.Scale);
            case EngineTypeKind.List:
                using (var element = Create(type.Element!))
                    return DuckDbNative.CreateListType(element);
            default:
                return DuckDbNative.CreateLogicalType(IdOf(type.Kind));
        }
    }

    public static DuckDbType Describe(EngineType type)
    {
        using var handle = Create(type);
        return DuckDbType.Read(handle);
    }

    static DuckDbTypeId IdOf(EngineTypeKind kind) => kind switch
    {
        EngineTypeKind.SmallInt => DuckDbTypeId.SmallInt,
        EngineTypeKind.Integer => DuckDbTypeId.Integer,
        EngineTypeKind.BigInt => DuckDbTypeId.BigInt,
        EngineTypeKind.Real => DuckDbTypeId.Float,
        EngineTypeKind.Double => DuckDbTypeId.Double,
        EngineTypeKind.Boolean => DuckDbTypeId.Boolean,
        EngineTypeKind.Varchar => DuckDbTypeId.Varchar,
        EngineTypeKind.Date => DuckDbTypeId.Date,
        EngineTypeKind.Timestamp => DuckDbTypeId.Timestamp,
        EngineTypeKind.TimestampTz => DuckDbTypeId.TimestampTz,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
