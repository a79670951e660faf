using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.Catalog;
using SqlInference.Engines.SqlServer;

namespace SqlInference.SqlServer.Tests.Functions;

/// <summary>No name, whatever it holds, becomes anything but that name.</summary>
public sealed class HostileNameTests
{
    static readonly Arbitrary<string> Names = Gen.Frequency(
            (4, Gen.Elements("'", "''", "]", "]]", "[", "\"", "\\", ";", "--", "/*", "*/", "\n", "\r\n", "GO", " ", "@x", "N'", "0x27", "’", "＇", "😀", "é", "{", "}", "%")),
            (2, Gen.Choose(1, 0xD7FF).Select(code => ((char)code).ToString())))
        .ListOf().Select(parts => string.Concat(parts)).Where(name => name.Length is > 0 and <= 128 && !name.Contains("\\\n") && !name.Contains("\\\r")).ToArbitrary();

    readonly SqlServerFunctionPublisher _publisher = new();

    [Fact]
    public void The_parser_reads_back_the_names_of_a_definition() => Prop.ForAll(Names, name =>
    {
        var function = FunctionPublisherTests.Function(name, name, parameter: name, schema: name);
        var (procedure, arguments) = TransactSql.Call(Assert.Single(_publisher.Define(name, name, [function], []).Ddl));
        Assert.Equal("sqlinference.define_function", procedure);
        Assert.Equal(
            ["@model", "@name", "@output", "@parameters", "@returns", "@schema", "@version"], arguments.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((name, name), (arguments["@schema"], arguments["@name"]));
        Assert.Equal(new ModelName("shop", "dbo", name), WireNames.Read($"shop.{arguments["@model"]}"));

        var parameter = Assert.Single(JsonDocument.Parse(arguments["@parameters"]).RootElement.EnumerateArray());
        Assert.Equal(name, parameter.GetProperty("input").GetString());
        TransactSql.Parse($"CREATE FUNCTION dbo.f(@{parameter.GetProperty("name").GetString()} int) RETURNS int AS BEGIN RETURN 1 END");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_parser_reads_back_the_names_of_grants_and_drops() => Prop.ForAll(Names, name =>
    {
        var function = FunctionPublisherTests.Function(name, schema: name);
        var dropped = TransactSql.Call(Assert.Single(_publisher.Define(name, name, [], [function]).Ddl));
        Assert.Equal(("sqlinference.drop_function", name, name), (dropped.Procedure, dropped.Arguments["@schema"], dropped.Arguments["@name"]));
        var granted = TransactSql.Call(Assert.Single(_publisher.SetOwner([function], name).Ddl));
        Assert.Equal(("sqlinference.grant_function", name), (granted.Procedure, granted.Arguments["@grantee"]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_parser_reads_back_quoted_identifiers() => Prop.ForAll(Names, name =>
    {
        var select = Assert.IsType<SelectStatement>(TransactSql.Single($"SELECT 1 AS {SqlText.Identifier(name)}"));
        var column = Assert.IsType<SelectScalarExpression>(Assert.Single(Assert.IsType<QuerySpecification>(select.QueryExpression).SelectElements));
        Assert.Equal(name, column.ColumnName.Value);
    }).QuickCheckThrowOnFailure();
}
