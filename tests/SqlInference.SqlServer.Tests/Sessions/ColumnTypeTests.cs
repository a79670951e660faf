using System.Data.Common;
using SqlInference.Errors;
using SqlInference.Service.SqlServer;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>How columns of a training query are told to the service.</summary>
public sealed class ColumnTypeTests
{
    sealed class Column : DbColumn
    {
        public Column(string type, int? size, int? precision, int? scale)
        {
            (ColumnName, DataTypeName, ColumnSize) = ("c", type, size);
            (NumericPrecision, NumericScale) = (precision, scale);
        }
    }

    [Theory]
    [InlineData("tinyint", "smallint")]
    [InlineData("int", "int")]
    [InlineData("bigint", "bigint")]
    [InlineData("real", "real")]
    [InlineData("float", "double precision")]
    [InlineData("decimal", "decimal(12,3)")]
    [InlineData("money", "decimal(19,4)")]
    [InlineData("bit", "boolean")]
    [InlineData("date", "date")]
    [InlineData("datetime2", "timestamp")]
    [InlineData("datetimeoffset", "timestamptz")]
    [InlineData("nvarchar", "varchar(40)")]
    [InlineData("uniqueidentifier", "text")]
    public void A_type_has_its_name(string type, string name) => Assert.Equal(name, ColumnStreamTypes.Of(new Column(type, 40, 12, 3)).Name);

    [Fact]
    public void Long_text_has_no_length() => Assert.Equal("varchar", ColumnStreamTypes.Of(new Column("nvarchar", int.MaxValue, null, null)).Name);

    [Fact]
    public void What_nothing_can_be_learnt_from_is_refused()
    {
        var refusal = Assert.Throws<SqlInferenceException>(() => ColumnStreamTypes.Of(new Column("varbinary", 8, null, null)));
        Assert.Equal("Column 'c' of the training query is varbinary, which models are not trained on.", refusal.Message);
    }
}
