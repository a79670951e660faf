using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Tests.Scripts.Interpreter;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>Names, types and values as text of T-SQL: nothing that is put in gets out of its place. The scripts' own functions are interpreted.</summary>
public sealed class QuotingTests
{
    const string Hostile = "]['\"@;-/*\\ \n%_().,$aZ0ü😀\u00A0ﬀ";

    readonly ScriptFunctions _functions = new("20-text.sql", "50-statements.sql");
    readonly Random _random = new(20);

    [Fact]
    public void Names_are_encoded_as_the_service_writes_them()
    {
        for (var i = 0; i < 300; i++)
        {
            var name = HostileText(1, 60);
            var expected = string.Concat(Encoding.UTF8.GetBytes(name)
                .Select(octet => octet < 128 && (char.IsLetterOrDigit((char)octet) || octet is (byte)'_' or (byte)'-') ? ((char)octet).ToString() : $"%{octet:X2}"));

            Assert.Equal(expected, _functions.Text("encode_name", name));
        }
    }

    [Fact]
    public void A_text_is_one_literal_with_that_value()
    {
        for (var i = 0; i < 300; i++)
        {
            var text = HostileText(0, 80);

            Assert.Equal(text, Literal(_functions.Text("quote_text", text)!));
        }
    }

    [Theory]
    [InlineData("int")]
    [InlineData("nvarchar(max)")]
    [InlineData("decimal(38,10)")]
    [InlineData("datetimeoffset")]
    public void Types_of_functions_are_let_through(string type) => Assert.Equal(type, _functions.Text("checked_type", type));

    [Fact]
    public void Nothing_else_is_a_type()
    {
        string[] wrong = ["", "int; DROP TABLE x", "int) RETURNS int AS BEGIN RETURN 1 END --", "nvarchar(max)) AS x", "nvarchar(10)", "decimal", "decimal(10)", "decimal(1,2); --", "decimal(\u0661,\u0662)",
            "sql_variant", "sysname", "[int]", "int identity", "varbinary(max)", "decimal(10,2", "nvarchar(max", "xml", new string(' ', 58) + "int;x"];
        foreach (var type in wrong)
            Assert.True(_functions.Text("checked_type", type) is null, type);
        for (var i = 0; i < 2000; i++)
        {
            var checkedType = _functions.Text("checked_type", new[] { "int", "decimal(10,2)", "nvarchar(max)", "float" }[i % 4].Insert(_random.Next(4), HostileText(1, 4)));
            Assert.True(checkedType is null || Regex.IsMatch(checkedType, @"^(int|float|nvarchar\(max\)|decimal\([0-9]{1,2},[0-9]{1,2}\))$"), checkedType);
        }
    }

    [Fact]
    public void A_function_has_the_name_and_asks_the_model_that_it_is_told_whatever_they_are()
    {
        for (var i = 0; i < 200; i++)
        {
            var (schema, name, model, output, input) = (HostileText(1, 64), HostileText(1, 64), HostileText(1, 200), HostileText(1, 100), HostileText(1, 100));
            var function = DefinedFunction.Of(schema, name, model, 3, output, "int", Parameters(("a", "int", input, false)));

            Assert.Equal((schema, name), (function.Name.SchemaIdentifier.Value, function.Name.BaseIdentifier.Value));
            var call = Assert.Single(Calls(function));
            Assert.Equal("sqlinference.predict_int", $"{((MultiPartIdentifierCallTarget)call.CallTarget).MultiPartIdentifier.Identifiers.Single().Value}.{call.FunctionName.Value}");
            Assert.Equal([model, output, "int", Parameters(("a", "int", input, false))], call.Parameters.OfType<StringLiteral>().Select(literal => literal.Value));
            Assert.Equal(["@a"], function.Parameters.Select(parameter => parameter.VariableName.Value));
        }
    }

    [Fact]
    public void What_functions_pack_is_what_the_assembly_reads()
    {
        var parameters = Parameters(("small", "smallint", "s", false), ("size", "int", "s", false), ("large", "bigint", "l", false), ("ratio", "real", "r", false), ("price", "float", "p", false),
            ("cost", "decimal(12,2)", "c", false), ("flag", "bit", "f", false), ("note", "nvarchar(max)", "n", false), ("day", "date", "d", false), ("seen", "datetime2", "t", false),
            ("zoned", "datetimeoffset", "z", false), ("missing", "int", "m", true));
        var seen = new DateTime(2024, 2, 29, 23, 59, 59).AddTicks(1234567);
        object?[] values = [-2L, 2_000_000_000L, long.MinValue, 0.25f, -0.37, 1234567890.5m, 1L, "schön '😀'\n", new DateTime(1969, 6, 1), seen, new DateTimeOffset(2024, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)), null];

        var packed = DefinedFunction.Pack(DefinedFunction.Of("dbo", "f", "dbo.m", 1, "prediction", "int", parameters), values)!;

        var columns = new Columns(Parameter.Read(parameters));
        PackedArguments.AddTo(columns, packed);
        Assert.Equal(
            [
                "-2", "2000000000", $"{long.MinValue}", "0.25", "-0.37", "1234567890.5", "1", "schön '😀'\n", $"{Micros(new(1969, 6, 1))}", $"{Micros(seen)}", $"{Micros(new(2023, 12, 31, 23, 0, 0))}", "NULL",
            ],
            columns.All.Select(Shown));
    }

    [Fact]
    public void NULL_is_answered_without_a_call_unless_the_model_takes_it()
    {
        var function = DefinedFunction.Of("dbo", "f", "dbo.m", 1, "prediction", "float", Parameters(("a", "int", "a", true), ("b", "int", "b", false)));

        Assert.Null(DefinedFunction.Pack(function, 1L, null));
        Assert.Equal([0, 1, 0, 0, 0, 7], DefinedFunction.Pack(function, null, 7L));
    }

    [Fact]
    public void A_text_of_2_GB_is_told_by_its_length_alone()
    {
        var text = new string('x', 16_777_217);
        var packed = DefinedFunction.Pack(DefinedFunction.Of("dbo", "f", "dbo.m", 1, "prediction", "float", Parameters(("a", "nvarchar(max)", "a", false))), text)!;

        Assert.Equal([2, 0, 0, 0, 0, 2, 0, 0, 2], packed);
    }

    [Theory]
    [InlineData("nvarchar(50)", "nvarchar(max)")]
    [InlineData("varchar(max)", "nvarchar(max)")]
    [InlineData("numeric(10,3)", "decimal(10,3)")]
    [InlineData("tinyint", "smallint")]
    [InlineData("datetime2(7)", "datetime2")]
    [InlineData("money", "decimal(19,4)")]
    [InlineData("varbinary(10)", null)]
    [InlineData("geography", null)]
    public void Columns_are_trained_on_as_what_models_take(string type, string? expected)
    {
        Assert.Equal(expected, _functions.Text("training_type", type));
        Assert.True(expected is null || _functions.Text("checked_type", expected) == expected);
    }

    static List<FunctionCall> Calls(TSqlFragment fragment)
    {
        var visitor = new CallVisitor();
        fragment.Accept(visitor);
        return visitor.Calls;
    }

    static string Literal(string text)
    {
        var select = (SelectStatement)Assert.Single(Assert.Single(ScriptFiles.Parse("SELECT " + text).Batches).Statements);
        return Assert.IsType<StringLiteral>(((SelectScalarExpression)Assert.Single(((QuerySpecification)select.QueryExpression).SelectElements)).Expression).Value;
    }

    static string Shown(Column column)
    {
        var tensor = new ByteBuffer();
        column.WriteTensors(tensor);
        var bytes = tensor.ToArray();
        return column.HasNulls ? "NULL" : column.Kind switch
        {
            ValueKind.Text => Encoding.UTF8.GetString(bytes, 4, bytes.Length - 4),
            ValueKind.Real => BitConverter.ToSingle(bytes, 0).ToString(CultureInfo.InvariantCulture),
            ValueKind.Float or ValueKind.Decimal => BitConverter.ToDouble(bytes, 0).ToString(CultureInfo.InvariantCulture),
            ValueKind.Bit => bytes[0].ToString(CultureInfo.InvariantCulture),
            ValueKind.SmallInt => BitConverter.ToInt16(bytes, 0).ToString(CultureInfo.InvariantCulture),
            ValueKind.Int => BitConverter.ToInt32(bytes, 0).ToString(CultureInfo.InvariantCulture),
            _ => BitConverter.ToInt64(bytes, 0).ToString(CultureInfo.InvariantCulture),
        };
    }

    static string Parameters(params (string Name, string Type, string Input, bool Nullable)[] parameters)
    {
        var json = new StringBuilder("[");
        foreach (var (name, type, input, nullable) in parameters)
        {
            json.Append(json.Length == 1 ? "{\"name\":" : ",{\"name\":").AppendJson(name).Append(",\"type\":").AppendJson(type).Append(",\"input\":").AppendJson(input)
                .Append(",\"datatype\":\"any\",\"nullable\":").Append(nullable ? "true" : "false").Append('}');
        }

        return json.Append(']').ToString();
    }

    static long Micros(DateTime moment) => (long)Math.Floor((moment - new DateTime(1970, 1, 1)).Ticks / 10.0);

    /// <summary>Whole characters, and no backslash before a line's end, which T-SQL reads as nothing and the service refuses.</summary>
    string HostileText(int least, int most)
    {
        var characters = StringInfo.ParseCombiningCharacters(Hostile).Select((start, i) => StringInfo.GetNextTextElement(Hostile, start)).ToArray();
        return string.Concat(Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => characters[_random.Next(characters.Length)])).Replace("\\\n", "\n");
    }

    sealed class CallVisitor : TSqlFragmentVisitor
    {
        public List<FunctionCall> Calls { get; } = [];

        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is not null)
                Calls.Add(node);
        }
    }
}
