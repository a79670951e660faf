using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Registry;

/// <summary>Statements of sessions of SQL Server: what they are told to run, and how names are found.</summary>
public sealed class SqlServerStatementTests : IDisposable
{
    const string Parameters = """@parameters = N'[{"name":"arg1","type":"real","input":"arg1","datatype":"FP32","nullable":false},{"name":"arg2","type":"real","input":"arg2","datatype":"FP32","nullable":false},"""
        + """{"name":"arg3","type":"real","input":"arg3","datatype":"FP32","nullable":false}]';""";

    const string DefineLinear = "EXEC sqlinference.define_function @schema = N'dbo', @name = N'Linear', @model = N'dbo.Linear', @version = 1, @output = N'prediction', @returns = N'real', " + Parameters;

    readonly ManualTime _time = new();
    RegistryPlace _place;

    public SqlServerStatementTests() => _place = new(_time);

    public void Dispose() => _place.Dispose();

    static string FromFile(string model) => RegistryPlace.FromFile(model);

    Task<(HttpStatusCode Status, JsonElement Body)> RunAsync(string statement, bool background = false) =>
        _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, JsonContent.Create(new { statement, engine = "sqlserver", background }));

    async Task<(string Run, string[] Functions)> BeginAsync(string statement)
    {
        var (status, body) = await RunAsync(statement);
        Assert.True(status == HttpStatusCode.Accepted, body.ToString());
        Assert.Equal("awaiting_confirmation", body.GetProperty("state").GetString());
        return ($"{RegistryPlace.Path}/{body.GetProperty("run").GetString()}", Functions(body));
    }

    static string[] Functions(JsonElement body) => [.. body.GetProperty("functions").EnumerateArray().Select(function => function.GetString()!)];

    async Task<string[]> DoneAsync(string statement)
    {
        var (run, functions) = await BeginAsync(statement);
        await _place.ConfirmAsync(run);
        return functions;
    }

    ModelRecord? Model(string name) => _place.Catalog.Models.Find(new("local", "dbo", name));

    [Fact]
    public async Task A_model_is_made_in_dbo_with_names_as_they_are_written_and_serves_once_it_is_confirmed()
    {
        var (run, functions) = await BeginAsync(FromFile("[Linear]"));
        Assert.Equal([DefineLinear], functions);
        Assert.Null(Model("Linear")!.CurrentVersion);
        await _place.ConfirmAsync(run);
        Assert.Equal(1, Model("Linear")!.CurrentVersion);
    }

    [Fact]
    public async Task A_run_that_nobody_asks_about_is_taken_back_after_minutes_and_may_be_confirmed_at_another_service_until_then()
    {
        var (_, body) = await RunAsync(FromFile("m"));
        Assert.Equal(120, body.GetProperty("lease_seconds").GetDouble());
        _place = _place.Restart();
        await _place.ConfirmAsync($"{RegistryPlace.Path}/{body.GetProperty("run").GetString()}");

        var (drop, _) = await BeginAsync("DROP MODEL m");
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(HttpStatusCode.NotFound, (await _place.SendAsync(HttpMethod.Post, $"{drop}/confirm")).Status);
        Assert.NotNull(Model("m"));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_the_same_models()
    {
        await DoneAsync(FromFile("Linear"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI102", "There is a model dbo.Linear already.", RunAsync(FromFile("LINEAR")));
        var (_, shown) = await RunAsync("SHOW MODEL [DBO].linear");
        Assert.Contains("[\"Model Name\",\"Linear\"]", shown.GetProperty("result").GetProperty("rows").GetRawText(), StringComparison.Ordinal);

        var hidden = _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, JsonContent.Create(new { statement = "SHOW MODEL LINEAR", engine = "sqlserver" }), "ann");
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model dbo.LINEAR in database local.", hidden);

        Assert.Equal([DefineLinear.Replace("@version = 1", "@version = 2", StringComparison.Ordinal).Replace("N'Linear'", "N'LINEAR'", StringComparison.Ordinal)],
            (await DoneAsync(FromFile("LINEAR").Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal)))[1..]);
        Assert.Equal(2, Model("Linear")!.CurrentVersion);
        Assert.Equal(["EXEC sqlinference.drop_function @schema = N'dbo', @name = N'LINEAR';"], await DoneAsync("DROP MODEL linear"));
        Assert.Null(Model("Linear"));
    }

    [Fact]
    public async Task A_function_name_is_one_models()
    {
        await DoneAsync(FromFile("m"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI107",
            "Functions dbo.M of the models dbo.m and dbo.n cannot both be: SQL Server has one function of a name, whatever its case and parameters.",
            RunAsync(FromFile("n").Replace("FUNCTION n", "FUNCTION M", StringComparison.Ordinal)));
        Assert.Null(Model("n")?.CurrentVersion);
    }

    [Fact]
    public async Task Renaming_changes_what_functions_ask_and_not_their_names()
    {
        await DoneAsync(FromFile("m"));
        await DoneAsync(FromFile("n"));
        Assert.Equal([DefineLinear.Replace("dbo.Linear", "dbo.Better", StringComparison.Ordinal).Replace("N'Linear'", "N'm'", StringComparison.Ordinal)], await DoneAsync("ALTER MODEL M RENAME TO Better"));
        Assert.Single(await DoneAsync("ALTER MODEL better RENAME TO BETTER"));
        Assert.NotNull(Model("BETTER"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI102", "There is a model dbo.n already.", RunAsync("ALTER MODEL better RENAME TO N"));
    }

    [Fact]
    public async Task Rights_follow_those_on_the_model()
    {
        await DoneAsync(FromFile("m"));
        const string Grant = "EXEC sqlinference.grant_function @schema = N'dbo', @name = N'm', @grantee = N'{0}', @revoke = {1}, @grant_option = {2};";
        string Right(string grantee, int revoke, int option) => string.Format(CultureInfo.InvariantCulture, Grant, grantee, revoke, option);
        Assert.Equal([Right("Ann", 0, 0), Right("", 0, 0)], await DoneAsync("GRANT EXECUTE ON MODEL m TO Ann, PUBLIC"));
        Assert.Equal([Right("Ann", 1, 0)], await DoneAsync("REVOKE EXECUTE ON MODEL m FROM Ann"));
        Assert.Equal([Right("Bob", 0, 1)], await DoneAsync("ALTER MODEL m OWNER TO Bob"));
    }

    [Fact]
    public async Task A_classifier_brings_its_companions()
    {
        var (_, begun) = await RunAsync("CREATE MODEL c FROM (SELECT n, [kind] FROM dbo.t) TARGET Kind FUNCTION c AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' PREPROCESSORS 'none' "
            + "HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '5')");
        Assert.Equal("SELECT n, [kind] FROM dbo.t", begun.GetProperty("training").GetProperty("query").GetString());
        var rows = new StringBuilder("n,kind\n");
        for (var i = 0; i < 400; i++)
            rows.Append(CultureInfo.InvariantCulture, $"{i % 50},{i % 50 / 25}\n");
        var (_, trained) = await _place.SendAsync(HttpMethod.Put, $"{RegistryPlace.Path}/{begun.GetProperty("run").GetString()}/training?wait=60&types=int,int",
            new StringContent(rows.ToString(), Encoding.UTF8, "text/csv"));

        Assert.True(trained.TryGetProperty("functions", out _), trained.ToString());

        string Defined(string name, string output, string returns) =>
            $"EXEC sqlinference.define_function @schema = N'dbo', @name = N'{name}', @model = N'dbo.c', @version = 1, @output = N'{output}', @returns = N'{returns}', "
            + """@parameters = N'[{"name":"n","type":"int","input":"n","datatype":"INT32","nullable":true}]';""";
        Assert.Equal(
            [Defined("c", "prediction", "int"), Defined("c_explain", "explanation.json", "nvarchar(max)"), Defined("c_prob", "probabilities.json", "nvarchar(max)"), Defined("c_probabilities", "probabilities.json", "nvarchar(max)")],
            Functions(trained).Order(StringComparer.Ordinal));

        var (_, shown) = await RunAsync("SHOW MODEL c");
        Assert.Contains("""["Query","SELECT N, [kind]"],["","FROM DBO.T"]""", shown.GetProperty("result").GetProperty("rows").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_of_one_statement_have_names_that_are_nobody_elses()
    {
        await DoneAsync(FromFile("m"));
        await DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");
        var (status, body) = await RunAsync("USING FUNCTION f(a REAL, b REAL, c REAL) RETURNS REAL SAGEMAKER 'e' SELECT TOP (3) F(1, 2, 3), s.f(1), 'f(1)' FROM [t]");

        Assert.Equal((HttpStatusCode.OK, JsonValueKind.Null), (status, body.GetProperty("run").ValueKind));
        var definition = Assert.Single(Functions(body));
        var name = definition[(definition.IndexOf("@name = N'", StringComparison.Ordinal) + 10)..definition.IndexOf("', @model", StringComparison.Ordinal)];
        Assert.Matches("^using_[0-9a-f]{32}_", name);
        Assert.Equal($"SELECT TOP (3) [dbo].[{name}](1, 2, 3), s.f(1), 'f(1)' FROM [t]", body.GetProperty("query").GetString());
    }

    [Fact]
    public async Task Copy_says_who_can_run_it()
    {
        var (_, body) = await RunAsync("COPY t FROM 'x.csv' IAM_ROLE default FORMAT AS CSV");
        Assert.Equal("Run it by 'sqlinference run --database', or write SQL Server's own BULK INSERT.", body.GetProperty("hint").GetString());
    }
}
