namespace SqlInference.Engines;

/// <summary>The SQL types that arguments and results of prediction functions may have.</summary>
public enum EngineTypeKind
{
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    Decimal,
    Boolean,
    Varchar,
    Date,
    Timestamp,
    TimestampTz,
    List,
}
