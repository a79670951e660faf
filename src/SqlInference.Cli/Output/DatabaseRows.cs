using System.Buffers;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Cli.Output;

/// <summary>What a query answers.</summary>
sealed class DatabaseRows(DuckDbResult result) : ResultRows
{
    public override IReadOnlyList<ResultColumn> Columns { get; } =
        [.. result.Columns.Select(column => new ResultColumn(column.Name, IsNumber(column.Type)))];

    public override int RowCount => result.RowCount;

    public override bool Read() => result.Read();

    public override bool IsNull(int column, int row) => result.IsNull(column, row);

    public override void WriteText(int column, int row, IBufferWriter<byte> utf8) => result.WriteText(column, row, utf8);

    public override void WriteJson(int column, int row, IBufferWriter<byte> utf8) => result.WriteJson(column, row, utf8);

    static bool IsNumber(DuckDbType type) => type.Id is
        DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.BigInt or DuckDbTypeId.HugeInt
        or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt or DuckDbTypeId.UInteger or DuckDbTypeId.UBigInt or DuckDbTypeId.UHugeInt
        or DuckDbTypeId.BigNum or DuckDbTypeId.Float or DuckDbTypeId.Double or DuckDbTypeId.Decimal;
}
