using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>The columns of a training query on DuckDB as parameters of the function to be made.</summary>
static class TrainingColumns
{
    public static IReadOnlyList<TrainingColumn> Of(DuckDbResult rows) =>
        [.. rows.Columns.Select((column, position) => new TrainingColumn(column.Name, column.Type.Name, TypeOf(column.Type), rows.ElementOf(position) is { } element ? new ColumnType(element) : null))];

    static SqlType? TypeOf(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.TinyInt or DuckDbTypeId.UTinyInt or DuckDbTypeId.SmallInt => new(SqlTypeKind.SmallInt),
        DuckDbTypeId.USmallInt or DuckDbTypeId.Integer => new(SqlTypeKind.Integer),
        DuckDbTypeId.UInteger or DuckDbTypeId.BigInt => new(SqlTypeKind.BigInt),
        DuckDbTypeId.Float => new(SqlTypeKind.Real),
        DuckDbTypeId.Double or DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.UBigInt => new(SqlTypeKind.Double),
        DuckDbTypeId.Decimal => new(SqlTypeKind.Decimal, type.Precision, type.Scale),
        DuckDbTypeId.Boolean => new(SqlTypeKind.Boolean),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => new(SqlTypeKind.VarChar),
        DuckDbTypeId.Date => new(SqlTypeKind.Date),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs => new(SqlTypeKind.Timestamp),
        DuckDbTypeId.TimestampTz => new(SqlTypeKind.TimestampTz),
        _ => null,
    };
}
