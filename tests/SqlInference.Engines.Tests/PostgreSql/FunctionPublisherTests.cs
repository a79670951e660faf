using SqlInference.Engines.PostgreSql;
using SqlInference.Engines.Tests.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Language;

namespace SqlInference.Engines.Tests.PostgreSql;

/// <summary>What a session of PostgreSQL is told to run.</summary>
public sealed class FunctionPublisherTests
{
    readonly PostgreSqlFunctionPublisher _publisher = new();

    static PredictionFunction Function(
        string name = "f", string model = "m", int version = 1, string type = "int", string returns = "decimal(10, 6)", string parameter = "n", bool acceptsNull = false) => new(
        "id", "s", name, [new(parameter, EngineType.Integer)], EngineType.Double, $"s.{model}",
        TestScorer.Create([ElementType.Int32], ElementType.Float64, static (_, _) => { }, acceptsNull))
        {
            Published = new(new("db", "s", model), version, [parameter], "prediction", [SqlType.Parse(type)], SqlType.Parse(returns)),
        };

    IReadOnlyList<string> Define(PredictionFunction[] after, params PredictionFunction[] before) => _publisher.Define("s", "f", after, before).Ddl;

    static string Defined(string model = "db.s.m", int version = 1, string type = "int", string returns = "decimal(10, 6)", string parameter = "n") =>
        $"SELECT sqlinference.define_function('s', 'f', ARRAY['{parameter}']::text[], ARRAY['{type}']::text[], '{returns}', '{model}', {version}, 'prediction', ARRAY['{parameter}']::text[], ARRAY[false]::bool[], 1000)";

    static string Dropped(string type = "int4") => $"SELECT sqlinference.drop_function('s', 'f', ARRAY['{type}']::text[])";

    [Fact]
    public void A_function_that_is_as_it_was_is_left_alone() => Assert.Empty(Define([Function()], Function()));

    [Fact]
    public void New_functions_and_versions_are_defined_and_what_is_gone_is_dropped()
    {
        Assert.Equal([Defined()], Define([Function()]));
        Assert.Equal([Defined(version: 2)], Define([Function(version: 2)], Function()));
        Assert.Equal([Dropped()], Define([], Function()));
        Assert.Equal([Dropped(), Defined(type: "varchar(9)")], Define([Function(type: "varchar(9)")], Function()));
    }

    [Fact]
    public void What_PostgreSql_cannot_replace_is_dropped_first()
    {
        Assert.Equal([Dropped(), Defined(returns: "real")], Define([Function(returns: "real")], Function()));
        Assert.Equal([Dropped(), Defined(parameter: "m")], Define([Function(parameter: "m")], Function()));
        Assert.Equal([Defined(returns: "decimal(4, 1)")], Define([Function(returns: "decimal(4, 1)")], Function()));
    }

    [Fact]
    public void A_model_of_another_name_keeps_its_functions() =>
        Assert.Equal(["SELECT sqlinference.rename_model('db.s.m', 'db.s.it%27s')"], Define([Function(model: "it's")], Function()));

    [Fact]
    public void Types_that_differ_in_length_only_are_the_same_function()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Define([Function(type: "varchar(1)"), Function(model: "other", type: "varchar(2)")]));
        Assert.Equal((ErrorConditions.FunctionExists, "The function s.f(varchar) belongs to model s.m: PostgreSQL tells functions apart by their types without lengths."), (exception.Condition, exception.Message));
    }

    [Fact]
    public void Names_and_values_are_quoted_whatever_they_hold()
    {
        var grant = _publisher.Grant([Function("it's \\ \"f\"")], new([new(SqlInference.Catalog.GranteeKind.Role, "o'hara\\"), SqlInference.Catalog.Grantee.Public], IsRevoke: false, WithGrantOption: true)).Ddl;
        Assert.Equal(["SELECT sqlinference.grant_function('s', E'it''s \\\\ \"f\"', ARRAY['int4']::text[], E'o''hara\\\\', false, false, true)",
            "SELECT sqlinference.grant_function('s', E'it''s \\\\ \"f\"', ARRAY['int4']::text[], '', true, false, true)"], grant);
        Assert.Equal(["ALTER FUNCTION \"s\".\"a\"\"b\"(int4) OWNER TO \"c\"\"d\""], _publisher.SetOwner([Function("a\"b")], "c\"d").Ddl);

        var exception = Assert.Throws<SqlInferenceException>(() => _publisher.SetOwner([Function()], "a\0b"));
        Assert.Equal("A name or value holds the character U+0000, which PostgreSQL cannot keep.", exception.Message);
    }

    [Theory]
    [InlineData("SELECT f(1)", "SELECT pg_temp.f(1)")]
    [InlineData("SELECT F /* c */ (1) + g(f(2))", "SELECT pg_temp.F /* c */ (1) + g(pg_temp.f(2))")]
    [InlineData("SELECT \"f\"(1), \"F\"(1), s.f(1), f, 'f(1)' -- f(1)", "SELECT pg_temp.\"f\"(1), \"F\"(1), s.f(1), f, 'f(1)' -- f(1)")]
    public void The_query_names_temporary_functions_by_their_schema(string query, string qualified) =>
        Assert.Equal(qualified, _publisher.QueryWith([Function()], query));

    [Fact]
    public void What_PostgreSql_cannot_offer_is_refused()
    {
        var name = new string('n', 60);
        Assert.Equal($"The function name {name}_prob is longer than the 63 bytes that PostgreSQL keeps.",
            Assert.Throws<SqlInferenceException>(() => _publisher.CheckName(Function($"{name}_prob"))).Message);
        var wide = Function() with { Parameters = [.. Enumerable.Range(0, 100).Select(i => new Engines.FunctionParameter($"p{i}", EngineType.Real))] };
        Assert.Equal("Function f has 100 parameters; on PostgreSQL it may have 99.", Assert.Throws<SqlInferenceException>(() => _publisher.CheckName(wide)).Message);
        Assert.Equal("USING FUNCTION f names an endpoint outside this service, which a PostgreSQL session cannot call for one statement only.",
            Assert.Throws<SqlInferenceException>(() => _publisher.DefineTemporary(Function() with { Published = null })).Message);
    }
}
