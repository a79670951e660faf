using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Who may ask what, and what nobody can get around.</summary>
public sealed class PermissionTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    async Task<NpgsqlConnection> As(string role)
    {
        await Connection.RunAsync($"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT USAGE ON SCHEMA public TO {role}");
        return await Cluster.OpenAsync(Database, role);
    }

    [PostgresFact]
    public async Task A_new_function_is_its_owners_alone()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var bob = await As("bob");
        Assert.Equal(("42501", "permission denied for function f"), await Told(bob, "SELECT f(1)"));
        await Connection.RunAsync("SELECT sqlinference.grant_function('public', 'f', '{int4}', 'bob', false, false, false)");
        Assert.Equal("1", await bob.AskAsync("SELECT f(1)"));
        await Connection.RunAsync("SELECT sqlinference.grant_function('public', 'f', '{int4}', 'bob', false, true, false)");
        Assert.Equal("42501", (await bob.FailAsync("SELECT f(1)")).SqlState);
    }

    [PostgresFact]
    public async Task The_inner_call_checks_for_itself_and_tells_nothing()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        var id = await Connection.AskAsync("SELECT id FROM sqlinference.function");
        await using var bob = await As("bob");
        Assert.Equal(("SI101", $"There is no prediction function {id}, or it is not for you."), await Told(bob, $"SELECT sqlinference.predict_float8({id}, 1)"));
        Assert.Equal(("SI101", "There is no prediction function 4711, or it is not for you."), await Told(bob, "SELECT sqlinference.predict_float8(4711, 1)"));
        Assert.Equal("42501", (await bob.FailAsync("SELECT * FROM sqlinference.function")).SqlState);
        Assert.Empty(Host.Requests);
    }

    [PostgresFact]
    public async Task Rights_hold_within_a_session_from_the_next_statement_on()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var bob = await As("bob");
        await Connection.RunAsync("GRANT EXECUTE ON FUNCTION f TO bob");
        await bob.RunAsync("PREPARE p AS SELECT f(1)");
        Assert.Equal("1", await bob.AskAsync("EXECUTE p"));
        await Connection.RunAsync("REVOKE EXECUTE ON FUNCTION f FROM bob");
        await bob.FailAsync("EXECUTE p");
    }

    [PostgresFact]
    public async Task A_role_may_not_point_a_function_of_its_own_at_anothers_model()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var bob = await As("bob");
        await Connection.RunAsync("CREATE SCHEMA bobs AUTHORIZATION bob");
        Assert.Equal(("SI109", "Only the owner of a model's function may make another function ask the model."), await Told(bob,
            "SELECT sqlinference.define_function('bobs', 'g', '{a}', '{int4}', 'float8', 'shop.public.f', 1, 'prediction', '{a1}', '{f}')"));
        Assert.Equal("42501", (await bob.FailAsync("INSERT INTO sqlinference.function (function, model, output, inputs, accepts_null) VALUES (0, '', '', '{}', '{}')")).SqlState);
        Assert.Equal("SI109", (await bob.FailAsync("SELECT sqlinference.unregister_function('f(int4)')")).SqlState);
        Assert.Equal("SI109", (await bob.FailAsync("SELECT sqlinference.rename_model('shop.public.f', 'shop.public.g')")).SqlState);
    }

    [PostgresFact]
    public async Task Users_and_their_roles_are_named_to_the_service()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var bob = await As("bob");
        await Connection.RunAsync("CREATE ROLE \"Analysts, all\"; GRANT \"Analysts, all\" TO bob; GRANT EXECUTE ON FUNCTION f TO bob");
        await bob.AskAsync("SELECT f(1)");
        Assert.Equal(("bob", "Analysts%2C%20all"), (Host.Requests.Last().Headers["X-SqlInference-User"], Host.Requests.Last().Headers["X-SqlInference-Roles"]));
        await Connection.RunAsync("REVOKE \"Analysts, all\" FROM bob");
        await bob.AskAsync("SELECT f(1)");
        Assert.False(Host.Requests.Last().Headers.ContainsKey("X-SqlInference-Roles"));
        await Connection.RunAsync("DROP ROLE \"Analysts, all\"");
    }

    [PostgresFact]
    public async Task A_definers_function_asks_as_its_owner()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var bob = await As("bob");
        await Connection.RunAsync("CREATE FUNCTION g(x int4) RETURNS float8 LANGUAGE sql SECURITY DEFINER AS 'SELECT f(x)'");
        Assert.Equal("1", await bob.AskAsync("SELECT g(1)"));
        Assert.Equal("postgres", Host.Requests.Last().Headers["X-SqlInference-User"]);
    }

    [PostgresFact]
    public async Task Where_requests_go_is_the_superusers_to_say()
    {
        await using var bob = await As("bob");
        foreach (var setting in new[] { "service", "token_file", "ca_file", "database", "fuzz" })
            Assert.Equal("42501", (await bob.FailAsync($"LOAD 'x'; SET sqlinference.{setting} = 'off'")).SqlState);
        await bob.RunAsync("SET sqlinference.batch_rows = 7");
    }

    [PostgresTheory]
    [InlineData("GET", "/v1/databases/other/models")]
    [InlineData("GET", "/v1/databases/shop/../other/models")]
    [InlineData("GET", "/v1/databases")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/v1/service HTTP/1.1\r\nX: y")]
    [InlineData("GET", "http://elsewhere/v1/service")]
    public async Task Only_paths_of_this_database_can_be_asked_for(string method, string path)
    {
        await Connection.RunAsync("SET sqlinference.database = 'shop'");
        var error = await Connection.FailAsync($"SELECT sqlinference.request('{method}', E'{path.Replace("\r\n", "\\r\\n")}')");
        Assert.Equal(("SI109", "From this database only paths below /v1/databases/shop/, and /v1/endpoints, /v1/statistics and /v1/service can be asked for."),
            (error.SqlState, error.MessageText));
        Assert.Empty(Host.Requests);
    }

    [PostgresFact]
    public async Task A_token_comes_from_a_file_that_only_the_server_reads()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        var file = Path.Combine(Cluster.DataFolder, "token");
        await Connection.RunAsync($"COPY (SELECT 'sqi_secret') TO '{file}'; SET sqlinference.token_file = '{file}'");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI607", $"The file of sqlinference.token_file, \"{file}\", can be read by others."), (error.SqlState, error.MessageText));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        Assert.Equal("Bearer sqi_secret", Host.Requests.Last().Headers["Authorization"]);

        // A new token is taken up when the file changes.
        await Connection.RunAsync($"COPY (SELECT 'sqi_other1') TO '{file}'");
        await Connection.AskAsync("SELECT f(1)");
        Assert.Equal("Bearer sqi_other1", Host.Requests.Last().Headers["Authorization"]);

        await Connection.RunAsync($"COPY (VALUES ('sqi'), ('X-Other: 1')) TO '{file}'");
        Assert.EndsWith("holds more than a token.", (await Connection.FailAsync("SELECT f(1)")).MessageText, StringComparison.Ordinal);
        await Connection.RunAsync("SET sqlinference.token_file = '/nowhere'");
        Assert.EndsWith("cannot be read: No such file or directory.", (await Connection.FailAsync("SELECT f(1)")).MessageText, StringComparison.Ordinal);
    }

    static async Task<(string, string)> Told(NpgsqlConnection connection, string sql)
    {
        var error = await connection.FailAsync(sql);
        return (error.SqlState, error.MessageText);
    }
}
