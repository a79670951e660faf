namespace SqlInference.Language;

public enum SqlTypeKind
{
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    Decimal,
    Boolean,
    VarChar,
    Char,
    Text,
    Date,
    Timestamp,
    TimestampTz,
}
