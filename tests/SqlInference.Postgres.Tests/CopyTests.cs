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
