using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Types;

namespace SqlInference.Sidecar.Values;

/// <summary>The types of the engine as PostgreSQL's clients know them.</summary>
static class TypeMap
{
    /// <summary>What PostgreSQL adds to a type's modifier, so that 0 can mean something.</summary>
    const int ModifierBase = 4;

    /// <summary>The decimal that numbers of unknown precision are taken for.</summary>
    public const string AnyDecimal = "DECIMAL(38,18)";

    public static PgType TypeOf(DuckDbType type) => PgType.Get(OidOf(type));

    public static uint OidOf(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Boolean => TypeOid.Bool,
        DuckDbTypeId.TinyInt or DuckDbTypeId.UTinyInt or DuckDbTypeId.SmallInt => TypeOid.Int2,
        DuckDbTypeId.USmallInt or DuckDbTypeId.Integer => TypeOid.Int4,
        DuckDbTypeId.UInteger or DuckDbTypeId.BigInt => TypeOid.Int8,
        DuckDbTypeId.UBigInt or DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.BigNum or DuckDbTypeId.Decimal => TypeOid.Numeric,
        DuckDbTypeId.Float => TypeOid.Float4,
        DuckDbTypeId.Double => TypeOid.Float8,
        DuckDbTypeId.Varchar => type.Alias == "JSON" ? TypeOid.Json : TypeOid.Text,
        DuckDbTypeId.Blob => TypeOid.Bytea,
        DuckDbTypeId.Bit => TypeOid.Varbit,
        DuckDbTypeId.Uuid => TypeOid.Uuid,
        DuckDbTypeId.Date => TypeOid.Date,
        DuckDbTypeId.Time or DuckDbTypeId.TimeNs => TypeOid.Time,
        DuckDbTypeId.TimeTz => TypeOid.Timetz,
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs => TypeOid.Timestamp,
        DuckDbTypeId.TimestampTz => TypeOid.Timestamptz,
        DuckDbTypeId.Interval => TypeOid.Interval,
        DuckDbTypeId.List or DuckDbTypeId.Array => OidOfArray(type.Children[0]),
        // Enums, structs, maps, unions and what is to come: as DuckDB prints them.
        _ => TypeOid.Text,
    };

    /// <summary>Precision and scale of a numeric; -1 for other types.</summary>
    public static int ModifierOf(DuckDbType type) =>
        type.Id == DuckDbTypeId.Decimal ? (type.Precision << 16 | type.Scale) + ModifierBase : -1;

    /// <summary>How a type that a client names is written in the engine's SQL; null for types that it has none for.</summary>
    public static string? SqlOf(uint oid)
    {
        if (PgType.Find(oid) is { IsArray: true } array)
            return SqlOf(array.ElementOid) is { } element ? $"{element}[]" : null;
        return oid switch
        {
            TypeOid.Bool => "BOOLEAN",
            TypeOid.Bytea => "BLOB",
            TypeOid.Int2 => "SMALLINT",
            TypeOid.Int4 => "INTEGER",
            TypeOid.Int8 or TypeOid.Oid => "BIGINT",
            // Of numbers that come without a scale; what has more digits is refused, or rounded far behind the point.
            TypeOid.Numeric => AnyDecimal,
            TypeOid.Float4 => "REAL",
            TypeOid.Float8 => "DOUBLE",
            TypeOid.Text or TypeOid.Varchar or TypeOid.Bpchar or TypeOid.Name or TypeOid.Char => "VARCHAR",
            TypeOid.Json or TypeOid.Jsonb => "JSON",
            TypeOid.Date => "DATE",
            TypeOid.Time => "TIME",
            TypeOid.Timetz => "TIMETZ",
            TypeOid.Timestamp => "TIMESTAMP",
            TypeOid.Timestamptz => "TIMESTAMPTZ",
            TypeOid.Interval => "INTERVAL",
            TypeOid.Varbit => "BIT",
            TypeOid.Uuid => "UUID",
            _ => null,
        };
    }

    // Lists of lists may be ragged, which arrays cannot be.
    static uint OidOfArray(DuckDbType element) => element.IsNested ? TypeOid.Text : PgType.Get(OidOf(element)).ArrayOid;
}
