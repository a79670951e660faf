using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb;

/// <summary>Query results as columns for training.</summary>
public sealed class ResultColumnTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Theory]
    [InlineData("TINYINT", ElementType.Int8)]
    [InlineData("SMALLINT", ElementType.Int16)]
    [InlineData("INTEGER", ElementType.Int32)]
    [InlineData("BIGINT", ElementType.Int64)]
    [InlineData("UTINYINT", ElementType.UInt8)]
    [InlineData("USMALLINT", ElementType.UInt16)]
    [InlineData("UINTEGER", ElementType.UInt32)]
    [InlineData("UBIGINT", ElementType.UInt64)]
    [InlineData("FLOAT", ElementType.Float32)]
    [InlineData("DOUBLE", ElementType.Float64)]
    [InlineData("HUGEINT", ElementType.Float64)]
    [InlineData("UHUGEINT", ElementType.Float64)]
    [InlineData("DECIMAL(18,3)", ElementType.Float64)]
    public void Numbers_of_every_type_can_be_trained_on(string type, ElementType element)
    {
        using var result = _db.Connection.Query($"SELECT CASE WHEN n = 1 THEN NULL ELSE n::{type} END FROM range(3) t(n)");
        using var doubles = new ColumnBuffer();
        Assert.True(result.Read());

        var column = result.View(0);
        Assert.Equal(element, column.Type.Element);
        Assert.Equal(element, result.ElementOf(0));
        var converted = ColumnConverter.Convert(column, ElementType.Float64, doubles, "column");

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(row => converted.IsValid(row)));
        Assert.Equal(0, converted.Span<double>()[0]);
        Assert.Equal(2, converted.Span<double>()[2]);
    }

    [Fact]
    public void Sums_of_integers_are_doubles()
    {
        using var result = _db.Connection.Query("SELECT sum(n::INT) FROM range(100000) t(n)");
        Assert.True(result.Read());

        Assert.Equal(4999950000.0, result.View(0).Span<double>()[0]);
    }

    [Theory]
    [InlineData("SELECT 9007199254740993::HUGEINT AS x")]
    [InlineData("SELECT 12345678901234567.8::DECIMAL(20,1) AS x")]
    [InlineData("SELECT 'infinity'::DATE AS x")]
    [InlineData("SELECT INTERVAL 1 DAY AS x")]
    [InlineData("SELECT '\\x00'::BLOB AS x")]
    [InlineData("SELECT {'a': 1} AS x")]
    public void What_models_cannot_take_is_refused_by_the_column_s_name(string sql)
    {
        using var result = _db.Connection.Query(sql);
        Assert.True(result.Read());

        var error = Assert.Throws<SqlInferenceException>(() => result.View(0));

        Assert.Equal(ErrorConditions.InputNotAccepted, error.Condition);
        Assert.Contains("column \"x\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_and_enums_are_UTF8()
    {
        using var result = _db.Connection.Query(
            "SELECT s, s::ENUM('a', 'größer als zwölf Bytes') FROM (SELECT unnest(['a', NULL, 'größer als zwölf Bytes']) AS s)");
        Assert.True(result.Read());

        for (var column = 0; column < 2; column++)
        {
            var view = result.View(column);
            Assert.Equal("a", Encoding.UTF8.GetString(view.Utf8At(0)));
            Assert.False(view.IsValid(1));
            Assert.Equal("größer als zwölf Bytes", Encoding.UTF8.GetString(view.Utf8At(2)));
        }
    }

    [Fact]
    public void Timestamps_of_every_unit_are_microseconds()
    {
        using var result = _db.Connection.Query("""
            SELECT t, t::TIMESTAMP_S, t::TIMESTAMP_MS, t::TIMESTAMP_NS, t::TIMESTAMPTZ, t::DATE
            FROM (SELECT TIMESTAMP '1969-12-31 23:59:59' AS t)
            """.Replace("t::TIMESTAMPTZ", "TIMESTAMPTZ '1969-12-31 23:59:59+00'", StringComparison.Ordinal));
        Assert.True(result.Read());

        for (var column = 0; column < 5; column++)
            Assert.Equal(-1_000_000, result.View(column).Span<long>()[0]);
        Assert.Equal(-86_400_000_000, result.View(5).Span<long>()[0]);
    }

    [Fact]
    public void Lists_and_arrays_of_numbers_are_lists()
    {
        using var result = _db.Connection.Query("SELECT v, v::FLOAT[2] FROM (SELECT unnest([[1.5, 2.5], NULL, [3.5, 4.5]]) AS v)");
        Assert.True(result.Read());

        var list = result.View(0);
        Assert.Equal(new ColumnType(ElementType.Float64, 2), list.Type);
        Assert.Equal([1.5, 2.5, 0, 0, 3.5, 4.5], list.Span<double>().ToArray());
        Assert.False(list.IsValid(1));
        var array = result.View(1);
        Assert.Equal(new ColumnType(ElementType.Float32, 2), array.Type);
        Assert.Equal([3.5f, 4.5f], array.Span<float>()[4..].ToArray());
        Assert.False(array.IsValid(1));
    }

    [Fact]
    public void Lists_of_different_lengths_are_refused_with_both_lengths()
    {
        using var result = _db.Connection.Query("SELECT unnest([[1.5, 2.5], [3.5]]) AS v");
        Assert.True(result.Read());

        var error = Assert.Throws<SqlInferenceException>(() => result.View(0));

        Assert.Equal(ErrorConditions.ListLengthsDiffer, error.Condition);
        Assert.Equal("The column \"v\" holds lists of 2 and of 1 elements.", error.Message);
    }
}
