namespace SqlInference.SqlClr.Rows;

/// <summary>What becomes of a T-SQL type on its way to a model and back.</summary>
enum ValueKind
{
    Bit,
    SmallInt,
    Int,
    BigInt,
    Real,
    Float,

    /// <summary>Digits as text where T-SQL hands it over, a double for the model.</summary>
    Decimal,
    Text,

    /// <summary>Microseconds since 1970, as those that follow.</summary>
    Date,
    DateTime2,
    DateTimeOffset,
}
