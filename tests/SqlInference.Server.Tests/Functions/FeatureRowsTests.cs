using SqlInference.Inference.Columns;
using SqlInference.Server.Functions;
using SqlInference.Server.Rows;

namespace SqlInference.Server.Tests.Functions;

public sealed class FeatureRowsTests
{
    static readonly RowLayout Layout = new(new("local", "public", "m"),
        new("public", "f", [new("id", "bigint"), new("price", "double precision")], "real"),
        new([new("id", ElementType.Int64), new("price", ElementType.Float64)], []));

    [Fact]
    public void Numbers_keep_all_their_digits()
    {
        using var rows = new RequestRows(Layout, 0);
        Assert.True(FeatureRows.Read("""[{"id":9007199254740993,"price":0.1},{"price":1e-7,"id":-9223372036854775808}]"""u8, rows));

        var batch = Assert.Single(rows.Blocks).Batch;
        Assert.Equal([9007199254740993, long.MinValue], batch[0].Span<long>().ToArray());
        Assert.Equal([0.1, 1e-7], batch[1].Span<double>().ToArray());
    }

    [Fact]
    public void Many_rows_come_in_blocks_and_reuse_their_memory()
    {
        var body = System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"id":{{i}},"price":null}"""))}]");
        for (var pass = 0; pass < 2; pass++)
        {
            using var rows = new RequestRows(Layout, body.Length);
            FeatureRows.Read(body, rows);

            Assert.Equal(20_000, rows.Blocks.Sum(block => block.RowCount));
            Assert.True(rows.Blocks.Count > 2);
            var id = 0;
            foreach (var block in rows.Blocks)
            {
                for (var row = 0; row < block.RowCount; row++)
                {
                    Assert.Equal(id++, block.Batch[0].Span<long>()[row]);
                    Assert.False(block.Batch[1].IsValid(row));
                }
            }
        }
    }
}
