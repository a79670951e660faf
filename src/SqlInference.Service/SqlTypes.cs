using SqlInference.Engines;
using SqlInference.Inference.Columns;
using SqlInference.Language;

namespace SqlInference.Service;

/// <summary>How SQL types travel in column batches.</summary>
public static class SqlTypes
{
    public static ElementType ElementOf(SqlType type) => type.Kind switch
    {
        SqlTypeKind.SmallInt => ElementType.Int16,
        SqlTypeKind.Integer => ElementType.Int32,
        SqlTypeKind.BigInt => ElementType.Int64,
        SqlTypeKind.Real => ElementType.Float32,
        SqlTypeKind.Double or SqlTypeKind.Decimal => ElementType.Float64,
        SqlTypeKind.Boolean => ElementType.Boolean,
        SqlTypeKind.Date or SqlTypeKind.Timestamp or SqlTypeKind.TimestampTz => ElementType.Timestamp,
        _ => ElementType.Utf8,
    };

    /// <summary>The column type of a scalar SQL type; lists get their length from the model.</summary>
    public static ColumnType ColumnOf(SqlType type) => new(ElementOf(type));

    public static EngineType EngineTypeOf(SqlType type)
    {
        var scalar = type.Kind switch
        {
            SqlTypeKind.SmallInt => EngineType.SmallInt,
            SqlTypeKind.Integer => EngineType.Integer,
            SqlTypeKind.BigInt => EngineType.BigInt,
            SqlTypeKind.Real => EngineType.Real,
            SqlTypeKind.Double => EngineType.Double,
            // Without a precision PostgreSQL's numeric keeps what it is given; Redshift's is decimal(18, 0).
            SqlTypeKind.Decimal => type.Precision is { } precision ? EngineType.Decimal(precision, type.Scale ?? 0) : EngineType.Double,
            SqlTypeKind.Boolean => EngineType.Boolean,
            SqlTypeKind.Date => EngineType.Date,
            SqlTypeKind.Timestamp => EngineType.Timestamp,
            SqlTypeKind.TimestampTz => EngineType.TimestampTz,
            _ => EngineType.Varchar,
        };
        return type.IsArray ? new(EngineTypeKind.List, Element: scalar) : scalar;
    }
}
