using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Prediction functions in copies of their database.</summary>
public sealed class CopyTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    [PostgresFact]
    public async Task Functions_find_their_models_again_after_a_restore()
    {
        await Connection.RunAsync("CREATE SCHEMA \"other schema\"");
        await Connection.DefineAsync("gone", "int4", "float8");
        await Connection.DefineAsync("f", "int4", "float8", version: "3");
        await Connection.RunAsync("ALTER FUNCTION f SET SCHEMA \"other schema\"; ALTER FUNCTION \"other schema\".f RENAME TO g; DROP FUNCTION gone; " +
            "CREATE VIEW v AS SELECT \"other schema\".g(1) AS prediction");
        await using var copy = await Cluster.OpenAsync(await Cluster.DumpAndRestoreAsync(Database, Host.Address));
        Host.Reset(request => FakeReply.Tensors("""{"outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}}]}""", BitConverter.GetBytes(2.5)));
        Assert.Equal("2.5", await copy.AskAsync("SELECT prediction FROM v"));
        Assert.Equal("/v2/models/shop.public.f/versions/3/infer", Assert.Single(Host.Requests).Path);
        Assert.Equal("1", await copy.AskAsync("SELECT count(*) FROM sqlinference.function"));
        // Numbers go on where they were.
        await copy.DefineAsync("h", "int4", "float8");
        Assert.Equal("2", await copy.AskAsync("SELECT count(DISTINCT id) FROM sqlinference.function"));
    }

    [PostgresFact]
    public async Task What_a_dump_leaves_out_is_not_found_again()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("DROP FUNCTION f; " +
            "CREATE FUNCTION f(a1 int4) RETURNS float8 LANGUAGE sql AS 'SELECT 1.0::float8'");
        await using var copy = await Cluster.OpenAsync(await Cluster.DumpAndRestoreAsync(Database, Host.Address));
        Assert.Equal("0", await copy.AskAsync("SELECT count(*) FROM sqlinference.function"));
        Assert.Equal("SI101", (await copy.FailAsync("SELECT sqlinference.predict_float8(1, 1)")).SqlState);
    }

    [PostgresFact]
    public async Task Functions_find_their_models_again_after_pg_upgrade()
    {
        await using var old = PostgresCluster.Start();
        var database = await old.CreateDatabaseAsync(Host.Address);
        string before;
        await using (var connection = await old.OpenAsync(database))
        {
            // What was dropped before leaves gaps between numbers, which the other server does not have.
            await connection.RunAsync("CREATE EXTENSION sqlinference_aurora; CREATE SCHEMA \"r(i\"\"des\"; CREATE ROLE bob LOGIN; CREATE TABLE gap (); DROP TABLE gap");
            await connection.DefineAsync("f", "int4", "float8");
            await connection.DefineAsync("g", "int4", "float8");
            await connection.DefineAsync("h", "int4", "float8");
            await connection.RunAsync("ALTER FUNCTION f SET SCHEMA \"r(i\"\"des\"; ALTER FUNCTION \"r(i\"\"des\".f RENAME TO score; DROP FUNCTION h; CREATE VIEW v AS SELECT \"r(i\"\"des\".score(1) AS prediction, g(2) AS other");
            before = (await connection.AskAsync(Numbers))!;
        }

        await using var upgraded = old.Upgrade();
        await using var owner = await upgraded.OpenAsync(database);
        Assert.NotEqual(before, await owner.AskAsync(Numbers));
        Host.Reset();
        Assert.Equal(["1|2"], await owner.RowsAsync("SELECT prediction, other FROM v"));
        Assert.Equal(["/v2/models/shop.public.f/versions/1/infer", "/v2/models/shop.public.g/versions/1/infer"], Host.Requests.Select(request => request.Path).Order());
        await using var bob = await upgraded.OpenAsync(database, "bob");
        Assert.Equal("There is no prediction function 1, or it is not for you.", (await bob.FailAsync("SELECT sqlinference.predict_float8(1, 1)")).MessageText);
        await owner.RunAsync("GRANT USAGE ON SCHEMA \"r(i\"\"des\" TO bob; GRANT EXECUTE ON FUNCTION \"r(i\"\"des\".score TO bob");
        Assert.Equal("1", await bob.AskAsync("SELECT sqlinference.predict_float8(1, 1)"));

        // The first statement that renames a function finds all of them, and follows the one.
        await owner.RunAsync("ALTER FUNCTION \"r(i\"\"des\".score RENAME TO score2");
        Assert.Equal(["\"r(i\"\"des\".score2(integer)|\"r(i\"\"des\".score2(integer)|1", "public.g(integer)|g(integer)|1"],
            await owner.RowsAsync("SELECT signature, function::regprocedure, version FROM sqlinference.function ORDER BY id"));
        Assert.Equal("7", await owner.AskAsync("SELECT \"r(i\"\"des\".score2(7)"));
        await owner.DefineAsync("g", "int4", "float8", version: "2");
        Assert.Equal("2", await owner.AskAsync("SELECT count(DISTINCT id) FROM sqlinference.function"));
    }

    const string Numbers = "SELECT string_agg(oid::text, ',' ORDER BY proname) FROM pg_proc WHERE proname IN ('score', 'g')";

    [PostgresFact]
    public async Task A_hot_standby_predicts()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await using var standby = Cluster.StartStandby();
        await using var connection = await standby.OpenAsync(Database);
        Assert.Equal("t", await connection.AskAsync("SELECT pg_is_in_recovery()"));
        Assert.Equal("7", await connection.AskAsync("SELECT f(7)"));
        await connection.RunAsync("SELECT sqlinference.confirm()");
    }
}
