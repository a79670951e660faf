using System.Text;
using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Types;

/// <summary>A logical type of DuckDB, read once so that values can be read without asking again.</summary>
public sealed class DuckDbType
{
    DuckDbType(DuckDbTypeId id) => Id = id;

    public DuckDbTypeId Id { get; }

    /// <summary>The type as SQL, such as <c>DECIMAL(10,6)</c> or <c>STRUCT(a INTEGER)</c>.</summary>
    public string Name => field ??= NameOf();

    /// <summary>The name given to a type that is stored as another one, such as <c>JSON</c>; null for most.</summary>
    public string? Alias { get; private init; }

    /// <summary>Digits of a DECIMAL.</summary>
    public int Precision { get; private init; }

    /// <summary>Digits after the point of a DECIMAL.</summary>
    public int Scale { get; private init; }

    /// <summary>Elements of a fixed-size ARRAY.</summary>
    public int ArraySize { get; private init; }

    /// <summary>Element type of a list or array; key and value of a map; fields of a struct or union.</summary>
    public IReadOnlyList<DuckDbType> Children { get; private init; } = [];

    /// <summary>Names of the fields of a struct (empty where unnamed) or union.</summary>
    public IReadOnlyList<string> FieldNames { get; private init; } = [];

    /// <summary>The values of an ENUM as UTF-8.</summary>
    public IReadOnlyList<byte[]> EnumValues { get; private init; } = [];

    public bool IsNested => Id is DuckDbTypeId.List or DuckDbTypeId.Array or DuckDbTypeId.Struct or DuckDbTypeId.Map or DuckDbTypeId.Union;

    /// <summary>Bytes of one value in a vector; 0 where a vector has no values of its own.</summary>
    internal int Width => Id switch
    {
        DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt or DuckDbTypeId.UTinyInt => 1,
        DuckDbTypeId.SmallInt or DuckDbTypeId.USmallInt => 2,
        DuckDbTypeId.Integer or DuckDbTypeId.UInteger or DuckDbTypeId.Float or DuckDbTypeId.Date => 4,
        DuckDbTypeId.BigInt or DuckDbTypeId.UBigInt or DuckDbTypeId.Double or DuckDbTypeId.Time
            or DuckDbTypeId.TimeTz or DuckDbTypeId.TimeNs or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS
            or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs or DuckDbTypeId.TimestampTz
            or DuckDbTypeId.TimestampTzNs => 8,
        DuckDbTypeId.Decimal => Precision switch { <= 4 => 2, <= 9 => 4, <= 18 => 8, _ => 16 },
        DuckDbTypeId.Enum => EnumValues.Count switch { <= 0xFF => 1, <= 0xFFFF => 2, _ => 4 },
        DuckDbTypeId.Struct or DuckDbTypeId.Union or DuckDbTypeId.Array => 0,
        _ => 16,
    };

    internal static DuckDbType Read(LogicalTypeHandle handle)
    {
        // What nothing is known of yet, such as a parameter without a context.
        if (handle.IsInvalid)
            return new(DuckDbTypeId.Invalid);
        var id = DuckDbNative.TypeId(handle);
        var alias = DuckDbNative.TakeText(DuckDbNative.TypeAlias(handle));
        return id switch
        {
            DuckDbTypeId.Decimal => new(id)
            {
                Alias = alias,
                Precision = DuckDbNative.DecimalWidth(handle),
                Scale = DuckDbNative.DecimalScale(handle),
            },
            DuckDbTypeId.Enum => new(id)
            {
                Alias = alias,
                EnumValues = ReadAll(DuckDbNative.EnumSize(handle),
                    i => Encoding.UTF8.GetBytes(DuckDbNative.TakeText(DuckDbNative.EnumValue(handle, i))!)),
            },
            DuckDbTypeId.List => new(id) { Alias = alias, Children = [ReadChild(DuckDbNative.ListChildType(handle))] },
            DuckDbTypeId.Array => new(id)
            {
                Alias = alias,
                Children = [ReadChild(DuckDbNative.ArrayChildType(handle))],
                ArraySize = checked((int)DuckDbNative.ArraySize(handle)),
            },
            DuckDbTypeId.Map => new(id)
            {
                Alias = alias,
                Children = [ReadChild(DuckDbNative.MapKeyType(handle)), ReadChild(DuckDbNative.MapValueType(handle))],
            },
            DuckDbTypeId.Struct => new(id)
            {
                Alias = alias,
                Children = ReadAll(DuckDbNative.StructSize(handle), i => ReadChild(DuckDbNative.StructChildType(handle, i))),
                FieldNames = ReadAll(DuckDbNative.StructSize(handle),
                    i => DuckDbNative.TakeText(DuckDbNative.StructChildName(handle, i)) ?? ""),
            },
            DuckDbTypeId.Union => new(id)
            {
                Alias = alias,
                Children = ReadAll(DuckDbNative.UnionSize(handle), i => ReadChild(DuckDbNative.UnionMemberType(handle, i))),
                FieldNames = ReadAll(DuckDbNative.UnionSize(handle),
                    i => DuckDbNative.TakeText(DuckDbNative.UnionMemberName(handle, i)) ?? ""),
            },
            _ => new(id) { Alias = alias },
        };
    }

    static DuckDbType ReadChild(LogicalTypeHandle handle)
    {
        using (handle)
            return Read(handle);
    }

    static T[] ReadAll<T>(ulong count, Func<ulong, T> read)
    {
        var values = new T[count];
        for (var i = 0UL; i < count; i++)
            values[i] = read(i);
        return values;
    }

    string NameOf() => Alias ?? Id switch
    {
        DuckDbTypeId.Decimal => $"DECIMAL({Precision},{Scale})",
        DuckDbTypeId.Enum => $"ENUM({string.Join(", ", EnumValues.Select(value => SqlText.Literal(Encoding.UTF8.GetString(value))))})",
        DuckDbTypeId.List => $"{Children[0].Name}[]",
        DuckDbTypeId.Array => $"{Children[0].Name}[{ArraySize}]",
        DuckDbTypeId.Map => $"MAP({Children[0].Name}, {Children[1].Name})",
        DuckDbTypeId.Struct => $"STRUCT({Fields()})",
        DuckDbTypeId.Union => $"UNION({Fields()})",
        DuckDbTypeId.UTinyInt => "UTINYINT",
        DuckDbTypeId.USmallInt => "USMALLINT",
        DuckDbTypeId.UInteger => "UINTEGER",
        DuckDbTypeId.UBigInt => "UBIGINT",
        DuckDbTypeId.UHugeInt => "UHUGEINT",
        DuckDbTypeId.TimestampS => "TIMESTAMP_S",
        DuckDbTypeId.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeId.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeId.TimeNs => "TIME_NS",
        DuckDbTypeId.SqlNull => "\"NULL\"",
        _ => Id.ToString().ToUpperInvariant(),
    };

    string Fields() => string.Join(", ", Children.Select((child, i) =>
        FieldNames[i].Length == 0 ? child.Name : $"{SqlText.IdentifierIfNeeded(FieldNames[i])} {child.Name}"));

    public override string ToString() => Name;
}
