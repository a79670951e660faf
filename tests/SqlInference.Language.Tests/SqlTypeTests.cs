using SqlInference.Errors;

namespace SqlInference.Language.Tests;

public sealed class SqlTypeTests
{
    [Theory]
    [InlineData("smallint", "smallint", "int2")]
    [InlineData("INT2", "smallint", "int2")]
    [InlineData("int", "int", "int4")]
    [InlineData("Integer", "int", "int4")]
    [InlineData("int4", "int", "int4")]
    [InlineData("bigint", "bigint", "int8")]
    [InlineData("int8", "bigint", "int8")]
    [InlineData("real", "real", "float4")]
    [InlineData("float4", "real", "float4")]
    [InlineData("float(24)", "real", "float4")]
    [InlineData("float(25)", "double precision", "float8")]
    [InlineData("float", "double precision", "float8")]
    [InlineData("float8", "double precision", "float8")]
    [InlineData("double", "double precision", "float8")]
    [InlineData("double /* x */ precision", "double precision", "float8")]
    [InlineData("decimal", "decimal", "numeric")]
    [InlineData("numeric(10)", "decimal(10, 0)", "numeric")]
    [InlineData("dec(10,6)", "decimal(10, 6)", "numeric")]
    [InlineData("boolean", "boolean", "bool")]
    [InlineData("bool", "boolean", "bool")]
    [InlineData("bit", "boolean", "bool")]
    [InlineData("varchar", "varchar", "varchar")]
    [InlineData("varchar(max)", "varchar", "varchar")]
    [InlineData("VARCHAR(65535)", "varchar(65535)", "varchar")]
    [InlineData("nvarchar(4000)", "varchar(4000)", "varchar")]
    [InlineData("character varying(3)", "varchar(3)", "varchar")]
    [InlineData("char varying", "varchar", "varchar")]
    [InlineData("string", "varchar", "varchar")]
    [InlineData("char", "char(1)", "bpchar")]
    [InlineData("character(5)", "char(5)", "bpchar")]
    [InlineData("nchar(5)", "char(5)", "bpchar")]
    [InlineData("bpchar", "bpchar", "bpchar")]
    [InlineData("text", "text", "text")]
    [InlineData("date", "date", "date")]
    [InlineData("timestamp", "timestamp", "timestamp")]
    [InlineData("timestamp without time zone", "timestamp", "timestamp")]
    [InlineData("datetime2(7)", "timestamp(7)", "timestamp")]
    [InlineData("datetime", "timestamp", "timestamp")]
    [InlineData("timestamp(3) with time zone", "timestamptz(3)", "timestamptz")]
    [InlineData("timestamptz", "timestamptz", "timestamptz")]
    [InlineData("datetimeoffset", "timestamptz", "timestamptz")]
    [InlineData("real[]", "real[]", "_float4")]
    [InlineData("float8 [ ]", "double precision[]", "_float8")]
    [InlineData("double precision[]", "double precision[]", "_float8")]
    public void Type_has_one_name_of_ours_and_one_of_PostgreSQL(string text, string name, string postgresName)
    {
        var type = SqlType.Parse(text);
        Assert.Equal((name, postgresName), (type.ToString(), type.PostgresName));
        Assert.Equal(type, SqlType.Parse(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("int int")]
    [InlineData("int(4)")]
    [InlineData("double precision(3)")]
    [InlineData("decimal(")]
    [InlineData("decimal()")]
    [InlineData("decimal(5,)")]
    [InlineData("varchar(x)")]
    [InlineData("varchar max")]
    [InlineData("timestamp with zone")]
    [InlineData("timestamp with time")]
    [InlineData("real[")]
    [InlineData("real[3]")]
    [InlineData("real[][]")]
    [InlineData("\"int\"")]
    public void Type_is_refused(string text) =>
        Assert.Equal(ErrorConditions.SyntaxError, Assert.Throws<LanguageException>(() => SqlType.Parse(text)).Condition);
}
