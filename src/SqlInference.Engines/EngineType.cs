namespace SqlInference.Engines;

/// <summary>A SQL type of an argument or result.</summary>
/// <param name="Precision">Digits of a decimal.</param>
/// <param name="Scale">Digits after the point of a decimal.</param>
/// <param name="Element">Element type of a list: real or double.</param>
public sealed record EngineType(EngineTypeKind Kind, int Precision = 0, int Scale = 0, EngineType? Element = null)
{
    public const int MaxPrecision = 38;

    public static readonly EngineType SmallInt = new(EngineTypeKind.SmallInt);
    public static readonly EngineType Integer = new(EngineTypeKind.Integer);
    public static readonly EngineType BigInt = new(EngineTypeKind.BigInt);
    public static readonly EngineType Real = new(EngineTypeKind.Real);
    public static readonly EngineType Double = new(EngineTypeKind.Double);
    public static readonly EngineType Boolean = new(EngineTypeKind.Boolean);
    public static readonly EngineType Varchar = new(EngineTypeKind.Varchar);
    public static readonly EngineType Date = new(EngineTypeKind.Date);
    public static readonly EngineType Timestamp = new(EngineTypeKind.Timestamp);
    public static readonly EngineType TimestampTz = new(EngineTypeKind.TimestampTz);
    public static readonly EngineType RealList = new(EngineTypeKind.List, Element: Real);
    public static readonly EngineType DoubleList = new(EngineTypeKind.List, Element: Double);

    public static EngineType Decimal(int precision, int scale) => new(EngineTypeKind.Decimal, precision, scale);

    /// <summary>The type as SQL.</summary>
    public override string ToString() => Kind switch
    {
        EngineTypeKind.Decimal => $"DECIMAL({Precision},{Scale})",
        EngineTypeKind.List => $"{Element}[]",
        EngineTypeKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        EngineTypeKind.Double => "DOUBLE PRECISION",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}
