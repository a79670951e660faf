using System.Collections.Frozen;

namespace SqlInference.PostgresWire.Types;

/// <summary>A type as PostgreSQL's clients know it.</summary>
/// <param name="Size">Bytes of a binary value; -1 where they vary.</param>
/// <param name="ArrayOid">The type of arrays of it; 0 where there is none.</param>
/// <param name="ElementOid">Of an array: what is in it; 0 for other types.</param>
public sealed record PgType(uint Oid, string Name, short Size, uint ArrayOid = 0, uint ElementOid = 0)
{
    static readonly PgType[] Scalars =
    [
        new(TypeOid.Bool, "bool", 1, 1000),
        new(TypeOid.Bytea, "bytea", -1, 1001),
        new(TypeOid.Char, "char", 1, 1002),
        new(TypeOid.Name, "name", 64, 1003),
        new(TypeOid.Int8, "int8", 8, 1016),
        new(TypeOid.Int2, "int2", 2, 1005),
        new(TypeOid.Int4, "int4", 4, 1007),
        new(TypeOid.Text, "text", -1, 1009),
        new(TypeOid.Oid, "oid", 4, 1028),
        new(TypeOid.Json, "json", -1, 199),
        new(TypeOid.Float4, "float4", 4, 1021),
        new(TypeOid.Float8, "float8", 8, 1022),
        new(TypeOid.Unknown, "unknown", -2),
        new(TypeOid.Bpchar, "bpchar", -1, 1014),
        new(TypeOid.Varchar, "varchar", -1, 1015),
        new(TypeOid.Date, "date", 4, 1182),
        new(TypeOid.Time, "time", 8, 1183),
        new(TypeOid.Timestamp, "timestamp", 8, 1115),
        new(TypeOid.Timestamptz, "timestamptz", 8, 1185),
        new(TypeOid.Interval, "interval", 16, 1187),
        new(TypeOid.Timetz, "timetz", 12, 1270),
        new(TypeOid.Varbit, "varbit", -1, 1563),
        new(TypeOid.Numeric, "numeric", -1, 1231),
        new(TypeOid.Uuid, "uuid", 16, 2951),
        new(TypeOid.Jsonb, "jsonb", -1, 3807),
    ];

    static readonly FrozenDictionary<uint, PgType> ByOid = Scalars
        .Concat(Scalars.Where(type => type.ArrayOid != 0).Select(type => new PgType(type.ArrayOid, $"_{type.Name}", -1, ElementOid: type.Oid)))
        .ToFrozenDictionary(type => type.Oid);

    public bool IsArray => ElementOid != 0;

    /// <summary>All that are known here, arrays included.</summary>
    public static IEnumerable<PgType> All => ByOid.Values.OrderBy(type => type.Oid);

    public static PgType? Find(uint oid) => ByOid.GetValueOrDefault(oid);

    public static PgType Get(uint oid) => ByOid[oid];
}
