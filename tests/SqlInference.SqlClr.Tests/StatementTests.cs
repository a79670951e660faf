using System;
using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Linq;
using System.Threading;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Service;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>The steps of a model statement's run, as sqlinference.run takes them, against the real service.</summary>
[Collection(nameof(ServedModels))]
public sealed class StatementTests
{
    const string Statements = "/v1/databases/local/statements";

    internal const string Columns = """
        [{"name":"small","type":"smallint"},{"name":"size","type":"int"},{"name":"large","type":"bigint"},{"name":"ratio","type":"real"},
         {"name":"price","type":"float"},{"name":"cost","type":"decimal(12,2)"},{"name":"flag","type":"bit"},{"name":"note","type":"nvarchar(max)"},
         {"name":"day","type":"date"},{"name":"seen","type":"datetime2"},{"name":"colour","type":"nvarchar(10)"}]
        """;

    readonly ServedModels _served;

    public StatementTests(ServedModels served) => _served = served;

    [Theory]
    [InlineData(100_000)]
    [InlineData(13)]
    public void A_model_is_trained_on_the_rows_of_a_temporary_table_as_on_those_of_the_embedded_engine(int batchRows)
    {
        var things = _served.Embedded("things");
        var rows = new MemoryRows(number => number <= things.Length ? [.. ScoringTests.Values(things[number - 1]), things[number - 1]["colour"]] : null,
            [.. ScoringTests.ThingColumns, ("colour", typeof(string))]);
        var model = $"trained_{batchRows}";
        var begun = Ask("POST", Statements, Statement($"CREATE MODEL {model} FROM (SELECT * FROM things) TARGET colour FUNCTION {model} MODEL_TYPE XGBOOST SETTINGS (SEED 1)"));
        var run = $"{Statements}/{begun.Text("run")}";
        Assert.Equal("awaiting_rows", begun.Text("state"));

        Steps.UploadRows(rows, Connection(), ((JsonObject)begun["training"]!).Text("upload")!, Parameter.Read(Columns), MemoryRows.ReadStatement, batchRows);
        var answer = Ask("GET", run + "?wait=60");
        for (var i = 0; i < 10 && answer.Text("state") == "training"; i++)
            answer = Ask("GET", run + "?wait=60");
        Assert.Equal("awaiting_confirmation", answer.Text("state"));
        Assert.Equal("CREATE MODEL", Ask("POST", run + "/confirm", "{}").Text("tag"));

        var (a, c) = (_served.Analysts, Call.Colours("probabilities.json"));
        var ask = things.Take(5).Select(thing => PredictionFunctions.PredictText(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, $"local.public.{model}", 1,
            c.Output, c.Returns, c.Parameters, Pack.Row(Things.Pack(thing))).Value);
        Assert.Equal(things.Take(5).Select(thing => thing.Text("probabilities.json")), ask);
        Assert.Equal("DROP MODEL", ((JsonObject)Ask("POST", Statements, Statement($"DROP MODEL {model}"))["result"]!).Text("tag"));
    }

    [Fact]
    public void Rows_that_the_service_refuses_amidst_their_coming_are_an_error_that_says_why()
    {
        var begun = Ask("POST", Statements, Statement("CREATE MODEL never FROM (SELECT n FROM t) FUNCTION never RETURNS float MODEL_TYPE RANDOM_CUT_FOREST"));
        var rows = new MemoryRows(number => number <= 300_000 ? ["no number"] : null, ("n", typeof(string)));

        var error = Assert.Throws<InferenceError>(() => Steps.UploadRows(
            rows, Connection(), ((JsonObject)begun["training"]!).Text("upload")!, Parameter.Read("""[{"name":"n","type":"nvarchar(max)"}]"""), MemoryRows.ReadStatement, 1000));

        Assert.StartsWith("SI305: ", error.Message);
        Assert.Equal(51305, error.Number);
    }

    [Fact]
    public void A_value_that_cannot_be_sent_ends_the_upload_and_is_told_as_what_it_is()
    {
        var begun = Ask("POST", Statements, Statement("CREATE MODEL cut FROM (SELECT d FROM t) FUNCTION cut RETURNS float MODEL_TYPE RANDOM_CUT_FOREST"));
        var rows = new MemoryRows(number => number <= 200_000 ? [number == 150_000 ? "12345678901234567.5" : "1.5"] : null, ("d", typeof(string)));

        var error = Assert.Throws<InferenceError>(() => Steps.UploadRows(
            rows, Connection(), ((JsonObject)begun["training"]!).Text("upload")!, Parameter.Read("""[{"name":"d","type":"decimal(38,1)"}]"""), MemoryRows.ReadStatement, 1000));

        Assert.StartsWith("SI408: The column or argument 'd' holds a number with more digits than a double keeps", error.Message);
        var run = $"{Statements}/{begun.Text("run")}";
        Assert.True(SpinWait.SpinUntil(() => Ask("GET", run).Text("state") == "failed", TimeSpan.FromMinutes(2)));
        // As the procedure does, for which it is over already.
        Ask("POST", run + "/fail", """{"reason":"It has more digits."}""");
        Ask("POST", Statements, Statement("DROP MODEL cut"));
    }

    [Fact]
    public void A_session_that_cannot_do_its_part_says_so()
    {
        var begun = Ask("POST", Statements, Statement("CREATE MODEL hopeless FROM (SELECT n FROM t) FUNCTION hopeless RETURNS float MODEL_TYPE RANDOM_CUT_FOREST"));

        Ask("POST", $"{Statements}/{begun.Text("run")}/fail", """{"reason":"Invalid object name 't'."}""");

        var shown = (JsonObject)Ask("POST", Statements, Statement("SHOW MODEL hopeless"))["result"]!;
        var reason = ((List<object?>)shown["rows"]!).Cast<List<object?>>().Single(row => (string?)row[0] == "Failure Reason")[1];
        Assert.Contains("Invalid object name 't'.", (string)reason!);
        Ask("POST", Statements, Statement("DROP MODEL hopeless"));
    }

    [Fact]
    public void Errors_come_back_as_numbers_and_messages()
    {
        var a = _served.Analysts;

        Steps.Ask(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, "POST", Statements, Statement("SHOW MODEL nothing"), out var answer, out var number, out var message);

        Assert.True(answer.IsNull);
        Assert.Equal(51101, number.Value);
        Assert.StartsWith("SI101: ", message.Value);
    }

    [Fact]
    public void A_wrong_token_is_told_as_one()
    {
        var a = new Asker(_served.Address, "sqli_wrong", 10_000, "ann", "");

        Steps.Ask(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, "GET", "/v1/service", SqlString.Null, out _, out var number, out var message);

        Assert.Equal(51601, number.Value);
        Assert.StartsWith("SI601: ", message.Value);
    }

    [Fact]
    public void Views_read_what_the_service_has()
    {
        var a = _served.Analysts;

        var models = RegistryFunctions.Get(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, "/v1/databases/local/models");

        var names = ((List<object?>)((JsonObject)JsonParser.Parse(models.Value)!)["models"]!).Cast<JsonObject>().Select(model => model.Text("name"));
        Assert.Contains("odd ]name'; a.b/c\\d=2e%2e -- x", names);
        Assert.True(RegistryFunctions.Get(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, SqlString.Null).IsNull);
    }

    JsonObject Ask(string method, string path, string? body = null)
    {
        var a = _served.Analysts;
        Steps.Ask(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, method, path, body is null ? SqlString.Null : body, out var answer, out var number, out var message);
        Assert.True(number.IsNull, message.ToString());
        return (JsonObject)JsonParser.Parse(answer.Value)!;
    }

    static string Statement(string statement) => $$"""{"statement":"{{statement}}"}""";

    Connection Connection()
    {
        var a = _served.Analysts;
        return Service.Connection.Of(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles);
    }
}
