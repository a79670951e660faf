using System.Net;
using System.Net.Http.Json;
using SqlInference.Catalog;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Registry;

/// <summary>Statements of sessions whose transactions decide over them.</summary>
public sealed class PostgreSqlStatementTests : IDisposable
{
    const string Define = "SELECT sqlinference.define_function('public', 'm', ARRAY['arg1', 'arg2', 'arg3']::text[], ARRAY['real', 'real', 'real']::text[], 'real', "
        + "'local.public.m', 1, 'prediction', ARRAY['arg1', 'arg2', 'arg3']::text[], ARRAY[false, false, false]::bool[], 1000)";

    readonly ManualTime _time = new();
    RegistryPlace _place;

    public PostgreSqlStatementTests() => _place = new(_time);

    public void Dispose() => _place.Dispose();

    static string Replacing(string model) => RegistryPlace.FromFile(model).Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal);

    ModelRecord? Model(string name) => _place.Catalog.Models.Find(new("local", "public", name));

    async Task<string[]> DoneAsync(string statement, string? caller = null)
    {
        var (run, functions) = await _place.BeginPostgreSqlAsync(statement, caller);
        await _place.ConfirmAsync(run, caller);
        return functions;
    }

    [Fact]
    public async Task A_model_serves_once_its_transaction_is_confirmed_and_the_confirmation_may_be_repeated()
    {
        var (status, body) = await _place.PostgreSqlAsync(RegistryPlace.FromFile("M"));
        Assert.Equal((HttpStatusCode.Accepted, "CREATE MODEL", 86_400.0), (status, body.GetProperty("tag").GetString(), body.GetProperty("lease_seconds").GetDouble()));
        Assert.Equal([Define], body.GetProperty("functions").EnumerateArray().Select(function => function.GetString()));
        Assert.Null(Model("m")!.CurrentVersion);
        var run = $"{RegistryPlace.Path}/{body.GetProperty("run").GetString()}";

        await _place.ConfirmAsync(run);
        await _place.ConfirmAsync(run, "somebody who connected later");
        Assert.Equal(1, Model("m")!.CurrentVersion);
        Assert.Equal("CREATE MODEL", (await _place.GetAsync(run)).Body.GetProperty("result").GetProperty("tag").GetString());
    }

    [Fact]
    public async Task What_waits_for_its_transaction_outlives_the_service()
    {
        var (create, _) = await _place.BeginPostgreSqlAsync(RegistryPlace.FromFile("m"));
        _place = _place.Restart();
        await _place.ConfirmAsync(create);
        Assert.Equal(ModelState.Ready, Model("m")!.State);

        var (drop, functions) = await _place.BeginPostgreSqlAsync("DROP MODEL m");
        Assert.Equal(["SELECT sqlinference.drop_function('public', 'm', ARRAY['float4', 'float4', 'float4']::text[])"], functions);
        _place = _place.Restart();
        Assert.Equal("awaiting_confirmation", (await _place.GetAsync(drop)).Body.GetProperty("state").GetString());
        Assert.NotNull(Model("m"));
        await _place.ConfirmAsync(drop);
        Assert.Null(Model("m"));
        _place = _place.Restart();
        await _place.ConfirmAsync(drop);
    }

    [Fact]
    public async Task A_trained_model_waits_for_its_transaction_like_any_other()
    {
        var (_, begun) = await _place.PostgreSqlAsync(RegistryPlace.Forest("f"));
        Assert.Equal("awaiting_rows", begun.GetProperty("state").GetString());
        var run = $"{RegistryPlace.Path}/{begun.GetProperty("run").GetString()}";
        var (_, trained) = await _place.SendAsync(HttpMethod.Put, $"{run}/training?wait=60", ColumnStreamWriter.Rides(500).End(500).Content());
        Assert.Equal(("awaiting_confirmation", "CREATE MODEL"), (trained.GetProperty("state").GetString(), trained.GetProperty("tag").GetString()));
        Assert.Single(trained.GetProperty("functions").EnumerateArray());

        _place = _place.Restart();
        await _place.ConfirmAsync(run);
        Assert.Equal(1, Model("f")!.CurrentVersion);
    }

    [Fact]
    public async Task A_session_that_goes_on_while_its_model_is_trained_confirms_when_the_rows_are_in()
    {
        var (_, begun) = await _place.SendAsync(HttpMethod.Post, RegistryPlace.Path,
            JsonContent.Create(new { statement = RegistryPlace.Forest("f"), engine = "postgresql", transaction = "1.1", background = true }));
        Assert.False(begun.GetProperty("confirmable").GetBoolean());
        var run = $"{RegistryPlace.Path}/{begun.GetProperty("run").GetString()}";
        var (_, sent) = await _place.SendAsync(HttpMethod.Put, $"{run}/training", ColumnStreamWriter.Rides(500).End(500).Content());
        Assert.True(sent.GetProperty("confirmable").GetBoolean());
        Assert.Contains("'local.public.f', 1,", Assert.Single(sent.GetProperty("functions").EnumerateArray()).GetString(), StringComparison.Ordinal);
        // Whether or not it is trained by now.
        Assert.Equal(HttpStatusCode.OK, (await _place.SendAsync(HttpMethod.Post, $"{run}/confirm")).Status);

        var (_, done) = await _place.GetAsync($"{run}?wait=60");
        Assert.Equal(("confirmed", 1.0, "CREATE MODEL"),
            (done.GetProperty("state").GetString(), done.GetProperty("progress").GetDouble(), done.GetProperty("result").GetProperty("tag").GetString()));
        Assert.Equal((ModelState.Ready, 1), (Model("f")!.State, Model("f")!.CurrentVersion));
    }

    [Fact]
    public async Task Nothing_changes_before_it_is_confirmed_and_nothing_after_it_was_taken_back()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        foreach (var statement in (string[])["DROP MODEL m", "ALTER MODEL m RENAME TO n", "ALTER MODEL m SET (CACHE OFF)", "ALTER MODEL m OWNER TO ann", "GRANT EXECUTE ON MODEL m TO ann"])
        {
            var (run, _) = await _place.BeginPostgreSqlAsync(statement);
            Assert.Equal("abandoned", (await _place.SendAsync(HttpMethod.Delete, run)).Body.GetProperty("state").GetString());
            var id = run[(run.LastIndexOf('/') + 1)..];
            await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", $"Statement run {id} was taken back.", _place.SendAsync(HttpMethod.Post, $"{run}/confirm"));
        }

        var model = Model("m")!;
        Assert.Equal(("root", 1, 0), (model.Owner, model.CurrentVersion, model.AlteredSettings.Count));
        Assert.Empty(_place.Catalog.Grants.List("local"));
    }

    [Fact]
    public async Task A_lease_that_runs_out_takes_the_statement_back()
    {
        var (run, _) = await _place.BeginPostgreSqlAsync(RegistryPlace.FromFile("m"));
        _time.Advance(TimeSpan.FromHours(20));
        Assert.Equal(HttpStatusCode.OK, (await _place.SendAsync(HttpMethod.Post, $"{run}/renew")).Status);
        _place = _place.Restart();
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal("awaiting_confirmation", (await _place.GetAsync(run)).Body.GetProperty("state").GetString());

        _time.Advance(TimeSpan.FromHours(25));
        Assert.Empty(_place.Catalog.Models.List());
        Assert.Equal(HttpStatusCode.NotFound, (await _place.SendAsync(HttpMethod.Post, $"{run}/confirm")).Status);
    }

    [Fact]
    public async Task A_version_that_waits_is_named_to_whoever_wants_to_make_the_next_one()
    {
        var (first, _) = await _place.BeginPostgreSqlAsync(RegistryPlace.FromFile("m"));
        var id = first[(first.LastIndexOf('/') + 1)..];
        foreach (var statement in (string[])[RegistryPlace.FromFile("m"), Replacing("m")])
        {
            var (status, body) = await _place.PostgreSqlAsync(statement);
            Assert.Equal((HttpStatusCode.Conflict, "SI103", id), (status, body.GetProperty("code").GetString(), body.GetProperty("run").GetString()));
            Assert.Equal("Version 1 of model public.m waits for the transaction that made it.", body.GetProperty("detail").GetString());
        }

        await _place.DoneAsync("GRANT CREATE MODEL TO ann");
        var (_, hidden) = await _place.PostgreSqlAsync(RegistryPlace.Forest("m"), "ann");
        Assert.False(hidden.TryGetProperty("run", out _));

        await _place.SendAsync(HttpMethod.Delete, first);
        await DoneAsync(RegistryPlace.FromFile("m"));
        Assert.Equal(1, Model("m")!.CurrentVersion);
    }

    [Fact]
    public async Task A_session_that_could_not_define_the_function_leaves_a_failed_model()
    {
        var (run, _) = await _place.BeginPostgreSqlAsync(RegistryPlace.FromFile("m"));
        var (_, body) = await _place.SendAsync(HttpMethod.Post, $"{run}/fail", JsonContent.Create(new { reason = "permission denied for schema public" }));

        Assert.Equal("failed", body.GetProperty("state").GetString());
        Assert.Equal("The session could not do its part: permission denied for schema public", Model("m")!.FailureReason);
        await RegistryPlace.RefusedAsync(HttpStatusCode.BadRequest, "SI301", "The session could not do its part: permission denied for schema public",
            _place.SendAsync(HttpMethod.Post, $"{run}/confirm"));
    }

    [Fact]
    public async Task A_statement_that_cannot_be_done_any_more_says_so_when_it_is_confirmed()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        var (first, _) = await _place.BeginPostgreSqlAsync("DROP MODEL m");
        var (second, _) = await _place.BeginPostgreSqlAsync("ALTER MODEL m RENAME TO n");
        await _place.ConfirmAsync(first);

        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model public.m in database local.", _place.SendAsync(HttpMethod.Post, $"{second}/confirm"));
        Assert.Equal("failed", (await _place.GetAsync(second)).Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_could_not_be_confirmed_is_refused_at_once()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        await DoneAsync(RegistryPlace.FromFile("n"));
        await DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");

        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI108", "Model public.m cannot be dropped: endpoint 'e' stands for it.", _place.PostgreSqlAsync("DROP MODEL m"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI106", "There is an endpoint 'e' already.", _place.PostgreSqlAsync("CREATE ENDPOINT 'e' FOR MODEL n"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI102", "There is a model public.n already.", _place.PostgreSqlAsync("ALTER MODEL m RENAME TO n"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI104", "Model public.m has no version 3 that could serve.", _place.PostgreSqlAsync("ALTER MODEL m USE VERSION 3"));
        Assert.Equal(["m", "n"], _place.Catalog.Models.List().Select(model => model.Name.Name));
    }

    [Fact]
    public async Task Functions_follow_what_is_said_of_their_model()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        Assert.Equal(["SELECT sqlinference.grant_function('public', 'm', ARRAY['float4', 'float4', 'float4']::text[], 'ann', false, false, false)",
            "SELECT sqlinference.grant_function('public', 'm', ARRAY['float4', 'float4', 'float4']::text[], '', true, false, false)"],
            await DoneAsync("GRANT EXECUTE ON MODEL m TO ann, PUBLIC"));
        Assert.Equal(["SELECT sqlinference.grant_function('public', 'm', ARRAY['float4', 'float4', 'float4']::text[], 'Bob ''s', false, true, true)"],
            await DoneAsync("""REVOKE GRANT OPTION FOR EXECUTE ON MODEL m FROM "Bob 's" """));
        Assert.Equal(["SELECT sqlinference.rename_model('local.public.m', 'local.public.N')"], await DoneAsync("""ALTER MODEL m RENAME TO "N" """));
        Assert.Equal(["""ALTER FUNCTION "public"."m"(float4, float4, float4) OWNER TO "carl" """.TrimEnd()], await DoneAsync("""ALTER MODEL "N" OWNER TO Carl"""));
        Assert.Equal("carl", Model("N")!.Owner);
        Assert.Empty(await DoneAsync("""ALTER MODEL "N" SET (CACHE OFF)"""));

        // Another signature is another function, and those who may call the model may call it.
        var replaced = await DoneAsync(RegistryPlace.FromFile("N").Replace("CREATE MODEL N", "CREATE OR REPLACE MODEL \"N\"", StringComparison.Ordinal)
            .Replace("FUNCTION N(real", "FUNCTION m(double precision", StringComparison.Ordinal));
        Assert.Equal("SELECT sqlinference.drop_function('public', 'm', ARRAY['float4', 'float4', 'float4']::text[])", replaced[0]);
        Assert.StartsWith("SELECT sqlinference.define_function('public', 'm', ARRAY['arg1', 'arg2', 'arg3']::text[], ARRAY['double precision', 'real', 'real']::text[], 'real', 'local.public.N', 2,", replaced[1], StringComparison.Ordinal);
        Assert.Equal(["SELECT sqlinference.grant_function('public', 'm', ARRAY['float8', 'float4', 'float4']::text[], '', true, false, false)",
            "SELECT sqlinference.grant_function('public', 'm', ARRAY['float8', 'float4', 'float4']::text[], 'ann', false, false, false)"], replaced[2..].Order(StringComparer.Ordinal));

        Assert.Empty(await DoneAsync("""ALTER MODEL "N" USE VERSION 2"""));
    }

    [Fact]
    public async Task Statements_of_one_transaction_see_the_model_that_it_made()
    {
        await _place.BeginPostgreSqlAsync(RegistryPlace.FromFile("m"), transaction: "7/1");

        var (_, other) = await _place.BeginPostgreSqlAsync("GRANT EXECUTE ON MODEL m TO ann", transaction: "7/2");
        Assert.Empty(other);
        var (_, own) = await _place.BeginPostgreSqlAsync("GRANT EXECUTE ON MODEL m TO ann", transaction: "7/1");
        Assert.Single(own);
        var (_, dropped) = await _place.BeginPostgreSqlAsync("DROP MODEL m", transaction: "7/1");
        Assert.Single(dropped);
    }

    [Fact]
    public async Task What_only_asks_is_answered_at_once()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        await DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");

        foreach (var statement in (string[])["SHOW MODEL m", "SHOW ENDPOINT ALL", "DROP MODEL IF EXISTS absent", RegistryPlace.FromFile("m").Replace("MODEL m", "MODEL IF NOT EXISTS m", StringComparison.Ordinal)])
            Assert.Equal(HttpStatusCode.OK, (await _place.PostgreSqlAsync(statement)).Status);
    }

    [Fact]
    public async Task Functions_for_one_query_are_temporary_and_the_query_names_them_so()
    {
        await DoneAsync(RegistryPlace.FromFile("m"));
        await DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");

        var (status, body) = await _place.PostgreSqlAsync("USING FUNCTION f(a REAL, b REAL, c REAL) RETURNS REAL SAGEMAKER 'e' SELECT F (1, 2, 3), s.f(1), 'f(1)', f FROM t");

        Assert.Equal((HttpStatusCode.OK, "confirmed"), (status, body.GetProperty("state").GetString()));
        Assert.Equal("SELECT pg_temp.F (1, 2, 3), s.f(1), 'f(1)', f FROM t", body.GetProperty("query").GetString());
        Assert.Equal("SELECT sqlinference.define_function('pg_temp', 'f', ARRAY['a', 'b', 'c']::text[], ARRAY['real', 'real', 'real']::text[], 'real', "
            + "'local.public.m', 1, 'prediction', ARRAY['arg1', 'arg2', 'arg3']::text[], ARRAY[false, false, false]::bool[], 1000)",
            Assert.Single(body.GetProperty("functions").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Names_are_cut_as_the_database_cuts_them()
    {
        var name = new string('ü', 40);
        var functions = await DoneAsync(RegistryPlace.FromFile(name));

        Assert.NotNull(Model(new('ü', 31)));
        Assert.Contains($"'public', '{new string('ü', 31)}'", Assert.Single(functions), StringComparison.Ordinal);
    }
}
