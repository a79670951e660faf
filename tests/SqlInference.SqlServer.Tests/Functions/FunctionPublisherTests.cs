using SqlInference.Engines;
using SqlInference.Engines.Answers;
using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service;
using FunctionParameter = SqlInference.Engines.FunctionParameter;

namespace SqlInference.SqlServer.Tests.Functions;

/// <summary>What a session of SQL Server is told to run.</summary>
public sealed class FunctionPublisherTests
{
    readonly SqlServerFunctionPublisher _publisher = new();

    internal static PredictionFunction Function(
        string name = "predict_star_rating", string model = "review_stars", int version = 3, string parameter = "review_body", string type = "varchar", string returns = "int",
        string schema = "dbo", bool acceptsNull = true)
    {
        var (taken, answered) = (SqlType.Parse(type), SqlType.Parse(returns));
        var (input, output) = (SqlTypes.EngineTypeOf(taken), SqlTypes.EngineTypeOf(answered));
        return new(
            "id", schema, name, [new FunctionParameter(parameter, input)], output, $"dbo.{model}",
            new UnscoredModel(new([new ModelInput(parameter, new(AnswerTypes.NaturalElement(input)), acceptsNull)], [new ModelOutput("prediction", new ColumnType(AnswerTypes.NaturalElement(output)))])))
        {
            Published = new(new("shop", "dbo", model), version, [parameter], "prediction", [taken], answered),
        };
    }

    IReadOnlyList<string> Define(PredictionFunction[] after, params PredictionFunction[] before) => Parsed(_publisher.Define("dbo", "predict_star_rating", after, before));

    static IReadOnlyList<string> Parsed(IFunctionChange change)
    {
        Assert.All(change.Ddl, statement => TransactSql.Single(statement));
        return change.Ddl;
    }

    static string Defined(string name = "predict_star_rating", string model = "dbo.review_stars", int version = 3) =>
        $"EXEC sqlinference.define_function @schema = N'dbo', @name = N'{name}', @model = N'{model}', @version = {version}, @output = N'prediction', @returns = N'int', "
        + "@parameters = N'[{\"name\":\"review_body\",\"type\":\"nvarchar(max)\",\"input\":\"review_body\",\"datatype\":\"BYTES\",\"nullable\":true}]';";

    static string Dropped(string name = "predict_star_rating") => $"EXEC sqlinference.drop_function @schema = N'dbo', @name = N'{name}';";

    [Fact]
    public void New_functions_and_versions_are_defined_and_what_is_gone_is_dropped()
    {
        Assert.Empty(Define([Function()], Function()));
        Assert.Equal([Defined()], Define([Function()]));
        Assert.Equal([Defined(version: 4)], Define([Function(version: 4)], Function()));
        Assert.Equal([Dropped()], Define([], Function()));
        Assert.Equal([Defined(model: "dbo.it%27s")], Define([Function(model: "it's")], Function()));
    }

    [Fact]
    public void A_function_that_is_spelt_otherwise_takes_the_place_of_the_one_there_was() =>
        Assert.Equal([Dropped(), Defined("Predict_Star_Rating")], Define([Function("Predict_Star_Rating")], Function()));

    [Fact]
    public void A_name_is_one_functions()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Define([Function(), Function("PREDICT_STAR_RATING", "other", type: "int")]));
        Assert.Equal((ErrorConditions.FunctionExists,
            "Functions dbo.predict_star_rating of the models dbo.review_stars and dbo.other cannot both be: SQL Server has one function of a name, whatever its case and parameters."),
            (exception.Condition, exception.Message));
    }

    [Theory]
    [InlineData("smallint", "smallint", "INT16")]
    [InlineData("int", "int", "INT32")]
    [InlineData("bigint", "bigint", "INT64")]
    [InlineData("real", "real", "FP32")]
    [InlineData("double precision", "float", "FP64")]
    [InlineData("decimal(10, 6)", "decimal(10,6)", "FP64")]
    [InlineData("decimal", "float", "FP64")]
    [InlineData("boolean", "bit", "BOOL")]
    [InlineData("varchar(3)", "nvarchar(max)", "BYTES")]
    [InlineData("char(3)", "nvarchar(max)", "BYTES")]
    [InlineData("text", "nvarchar(max)", "BYTES")]
    [InlineData("date", "date", "INT64")]
    [InlineData("timestamp", "datetime2", "INT64")]
    [InlineData("timestamptz", "datetimeoffset", "INT64")]
    public void Types_are_those_of_the_dialect(string declared, string type, string datatype)
    {
        var (_, arguments) = TransactSql.Call(Assert.Single(Define([Function(type: declared, returns: declared, acceptsNull: false)])));
        Assert.Equal(type, arguments["@returns"]);
        Assert.Equal($$"""[{"name":"review_body","type":"{{type}}","input":"review_body","datatype":"{{datatype}}","nullable":false}]""", arguments["@parameters"]);
        TransactSql.Parse($"CREATE FUNCTION dbo.f(@review_body {type}) RETURNS {type} AS BEGIN RETURN @review_body END");
    }

    [Fact]
    public void Parameters_get_names_that_can_stand_behind_an_at_sign()
    {
        Assert.Equal(["review_body", "b_c", "B_C_2", "_", "___"], ParameterNames.Of(["review_body", "b c", "B]C", "", "日本語"]));
        var names = ParameterNames.Of([new('n', 128), new('n', 128)]);
        Assert.Equal([new string('n', 127), new string('n', 125) + "_2"], names);
    }

    [Fact]
    public void Grants_and_owners_become_rights_on_the_function()
    {
        var granted = Parsed(_publisher.Grant([Function("o'f")], new([new(SqlInference.Catalog.GranteeKind.Role, "o'hara"), SqlInference.Catalog.Grantee.Public], IsRevoke: false, WithGrantOption: true)));
        Assert.Equal([
            "EXEC sqlinference.grant_function @schema = N'dbo', @name = N'o''f', @grantee = N'o''hara', @revoke = 0, @grant_option = 1;",
            "EXEC sqlinference.grant_function @schema = N'dbo', @name = N'o''f', @grantee = N'', @revoke = 0, @grant_option = 1;"], granted);
        var revoked = Parsed(_publisher.Grant([Function("f")], new([new(SqlInference.Catalog.GranteeKind.User, "ann")], IsRevoke: true, WithGrantOption: false)));
        Assert.Equal(["EXEC sqlinference.grant_function @schema = N'dbo', @name = N'f', @grantee = N'ann', @revoke = 1, @grant_option = 0;"], revoked);
        Assert.Equal(["EXEC sqlinference.grant_function @schema = N'dbo', @name = N'f', @grantee = N'bob', @revoke = 0, @grant_option = 1;"], Parsed(_publisher.SetOwner([Function("f")], "bob")));
    }

    [Theory]
    [InlineData("SELECT f(1)", "SELECT [dbo].[id](1)")]
    [InlineData("SELECT F /* c */ (1) + g([f](2))", "SELECT [dbo].[id] /* c */ (1) + g([dbo].[id](2))")]
    [InlineData("SELECT s.f(1), [f], 'f(1)', N'f(1)' -- f(1)", "SELECT s.f(1), [f], 'f(1)', N'f(1)' -- f(1)")]
    public void The_query_calls_the_functions_of_its_statement_by_names_that_are_nobody_elses(string query, string called)
    {
        Assert.Equal(called, _publisher.QueryWith([Function("f")], query));
        TransactSql.Single(called);
    }

    [Fact]
    public void A_function_of_one_statement_is_defined_by_that_name() =>
        Assert.Equal([Defined("id")], Parsed(_publisher.DefineTemporary(Function("f"))));

    [Fact]
    public void What_SQL_Server_cannot_offer_is_refused()
    {
        var name = new string('n', 124);
        Assert.Equal($"The function name {name}_prob is longer than the 128 characters that SQL Server keeps.",
            Assert.Throws<SqlInferenceException>(() => _publisher.CheckName(Function($"{name}_prob"))).Message);
        var list = Function() with { Parameters = [new("embedding", EngineType.RealList)] };
        Assert.Equal("Parameter embedding of function predict_star_rating is REAL[]; functions of SQL Server have no arrays.",
            Assert.Throws<SqlInferenceException>(() => _publisher.CheckName(list)).Message);
        var wide = Function() with { Parameters = [.. Enumerable.Range(0, 2101).Select(i => new FunctionParameter($"p{i}", EngineType.Real))] };
        Assert.Equal("Function predict_star_rating has 2101 parameters; on SQL Server it may have 2100.", Assert.Throws<SqlInferenceException>(() => _publisher.CheckName(wide)).Message);
        Assert.Equal("USING FUNCTION f names an endpoint outside this service, which a SQL Server session cannot call for one statement only.",
            Assert.Throws<SqlInferenceException>(() => _publisher.DefineTemporary(Function("f") with { Published = null })).Message);
        Assert.Equal("A name or value holds the character U+0000, which SQL Server does not keep.", Assert.Throws<SqlInferenceException>(() => Define([Function("a\0b")])).Message);
        Assert.Equal("A name or value holds a backslash at the end of a line, which SQL Server does not keep.", Assert.Throws<SqlInferenceException>(() => Define([Function("a\\\nb")])).Message);
    }
}
