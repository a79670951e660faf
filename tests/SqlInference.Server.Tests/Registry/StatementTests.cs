using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SqlInference.Server.Tests.Registry;

public sealed class StatementTests : IDisposable
{
    readonly RegistryPlace _place = new();

    public void Dispose() => _place.Dispose();

    static string Rows(JsonElement result) => string.Join(';', result.GetProperty("rows").EnumerateArray().Select(row => string.Join('|', row.EnumerateArray().Select(value => value.GetString()))));

    [Fact]
    public async Task A_model_is_made_from_a_file_shown_altered_and_dropped()
    {
        var made = await _place.DoneAsync(RegistryPlace.FromFile("m"));
        Assert.Equal("CREATE MODEL", made.GetProperty("tag").GetString());
        Assert.Equal(3, _place.Service.Published.Get("local.public.m").Scorer.Signature.Inputs.Count);

        var listed = await _place.DoneAsync("SHOW MODEL ALL;");
        Assert.Equal("""["Schema Name","Model Name"]""", listed.GetProperty("columns").ToString());
        Assert.Equal("public|m", Rows(listed));
        Assert.Contains("Model State|READY", Rows(await _place.DoneAsync("SHOW MODEL m")), StringComparison.Ordinal);

        await _place.DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");
        Assert.Equal("e|MODEL|public.m", Rows(await _place.DoneAsync("SHOW ENDPOINT ALL")));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI108", "Model public.m cannot be dropped: endpoint 'e' stands for it.", _place.RunAsync("DROP MODEL m"));
        await _place.DoneAsync("DROP ENDPOINT 'e'");
        await _place.DoneAsync("ALTER MODEL m RENAME TO n");
        await _place.DoneAsync("DROP MODEL n");
        Assert.Equal("", Rows(await _place.DoneAsync("SHOW MODEL ALL")));
    }

    [Fact]
    public async Task A_replaced_model_is_served_in_its_new_version_at_once()
    {
        await _place.DoneAsync(RegistryPlace.FromFile("m"));
        var before = _place.Service.Published.Get("local.public.m");
        await _place.DoneAsync(RegistryPlace.FromFile("m").Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal));

        Assert.Equal((1, 2), (before.Version.Number, _place.Service.Published.Get("local.public.m").Version.Number));
    }

    [Fact]
    public async Task Remarks_come_with_the_answer()
    {
        var (status, body) = await _place.RunAsync("DROP MODEL IF EXISTS m");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""["There is no model public.m: nothing done."]""", body.GetProperty("notices").ToString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("run").ValueKind);
    }

    [Fact]
    public async Task Names_without_a_schema_are_looked_for_along_the_search_path()
    {
        await _place.DoneAsync(RegistryPlace.FromFile("sales.m").Replace("FUNCTION sales.m", "FUNCTION m", StringComparison.Ordinal));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model public.m in database local.", _place.RunAsync("SHOW MODEL m"));

        var (status, body) = await _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, JsonContent.Create(new { statement = "SHOW MODEL m", search_path = new[] { "public", "sales" } }));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Schema Name|sales", Rows(body.GetProperty("result")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_says_where_and_what_could_have_stood_there()
    {
        var (status, body) = await _place.RunAsync("CREATE MODEL m\n  FORM 'x'");

        Assert.Equal((HttpStatusCode.BadRequest, "SI001", 2, 3), (status, body.GetProperty("code").GetString(), body.GetProperty("line").GetInt32(), body.GetProperty("column").GetInt32()));
        Assert.Contains("    FORM 'x'\n    ^", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(body.GetProperty("expected").GetString()!);
    }

    [Theory]
    [InlineData("COPY t FROM 'x.csv' IAM_ROLE default FORMAT AS CSV", "COPY is for a session of a database, and there is none with engine 'none'.")]
    [InlineData("USING FUNCTION f(a int) RETURNS int SAGEMAKER 'e' SELECT f(1)", "USING FUNCTION is for a session of a database, and there is none with engine 'none'.")]
    public async Task What_needs_a_session_is_refused_without_one(string statement, string detail) =>
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotImplemented, "SI006", detail, _place.RunAsync(statement));

    [Theory]
    [InlineData("""{"statement":"SHOW MODEL ALL","engine":"oracle"}""", HttpStatusCode.BadRequest, "SI602", "There is no engine 'oracle'.")]
    [InlineData("""{"statement":"SHOW MODEL ALL","search_path":[]}""", HttpStatusCode.BadRequest, "SI602", "search_path names no schema.")]
    [InlineData("""{"statement":"SHOW MODEL ALL","dialect":"x"}""", HttpStatusCode.BadRequest, "SI602", "The body is not as documented: there is a member that is not known at $.dialect.")]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "SI602", "The body is not as documented: a required member is missing: 'statement'.")]
    [InlineData("""{"statement":null}""", HttpStatusCode.BadRequest, "SI602", "The body is not as documented: it is not the JSON that is expected at $.statement (line 1, byte 18).")]
    [InlineData("""null""", HttpStatusCode.BadRequest, "SI602", "The body is null; it has to be a JSON object.")]
    [InlineData("""{"statement":""", HttpStatusCode.BadRequest, "SI602", "The body is not as documented: it is not the JSON that is expected at $.statement (line 1, byte 14).")]
    public async Task Requests_that_are_not_as_documented_are_refused(string body, HttpStatusCode status, string code, string detail) =>
        await RegistryPlace.RefusedAsync(status, code, detail, _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, new StringContent(body, Encoding.UTF8, "application/json")));

    [Fact]
    public async Task A_request_says_that_it_is_json()
    {
        await RegistryPlace.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "SI604", "The body's type is text/plain; it has to be application/json.",
            _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, new StringContent("SHOW MODEL ALL", null, "text/plain").WithoutCharset()));
    }

    [Fact]
    public async Task Whoever_may_not_create_models_is_told_so_and_whoever_was_granted_it_may()
    {
        await RegistryPlace.RefusedAsync(HttpStatusCode.Forbidden, "SI109", "User ann may not create models in database local.", _place.RunAsync(RegistryPlace.Forest("m"), "ann"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Forbidden, "SI109", "User ann may not create endpoint 'e'.", _place.RunAsync("CREATE ENDPOINT 'e' FOR MODEL m", "ann"));

        await _place.DoneAsync("GRANT CREATE MODEL TO ann");
        var (status, _) = await _place.RunAsync(RegistryPlace.Forest("m"), "ann");
        Assert.Equal(HttpStatusCode.Accepted, status);
        await RegistryPlace.RefusedAsync(HttpStatusCode.Forbidden, "SI207", $"The model file '{ServerPlace.Onnx("linear")}' is outside the folders that models may be read from.",
            _place.RunAsync(RegistryPlace.FromFile("other"), "ann"));
    }

    [Fact]
    public async Task A_model_is_seen_by_its_owner_administrators_and_those_it_was_granted_to()
    {
        await _place.DoneAsync(RegistryPlace.FromFile("m"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model public.m in database local.", _place.RunAsync("SHOW MODEL m", "ann"));
        Assert.Equal("", Rows(await _place.DoneAsync("SHOW MODEL ALL", "ann")));

        await _place.DoneAsync("GRANT EXECUTE ON MODEL m TO ann");
        Assert.Equal("public|m", Rows(await _place.DoneAsync("SHOW MODEL ALL", "ann")));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Forbidden, "SI109", "User ann may not drop model public.m.", _place.RunAsync("DROP MODEL m", "ann"));
    }

    [Fact]
    public async Task A_caller_bound_to_one_database_finds_no_other()
    {
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI605", "There is no database 'local', or it is not for you to see.",
            _place.SendAsync(HttpMethod.Post, RegistryPlace.Path, JsonContent.Create(new { statement = "SHOW MODEL ALL" }), "ann", "sales"));
    }

    [Fact]
    public async Task Of_many_who_make_a_model_of_one_name_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _place.RunAsync(RegistryPlace.FromFile("m")))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
        Assert.Equal(1, Assert.Single(_place.Catalog.Models.List()).CurrentVersion);
        Assert.True(_place.HasNothingPending);
    }
}
