using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Types;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Rows;

/// <summary>A column as clients are told of it.</summary>
sealed record OutputColumn(string Name, PgType Type, int Modifier = -1)
{
    public static OutputColumn Text(string name) => new(name, PgType.Get(TypeOid.Text));

    public static OutputColumn Of(DuckDbColumn column) => new(column.Name, TypeMap.TypeOf(column.Type), TypeMap.ModifierOf(column.Type));

    public static IReadOnlyList<OutputColumn> Of(IReadOnlyList<DuckDbColumn> columns) => [.. columns.Select(Of)];

    public static RowDescription Describe(IReadOnlyList<OutputColumn> columns, FormatCodes formats) => new(
        [.. columns.Select((column, i) => new ColumnDescription(column.Name, column.Type.Oid, column.Type.Size, column.Modifier, formats[i]))]);
}
