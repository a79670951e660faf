using Npgsql;
using SqlInference.Catalog;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Who gets in, and who may do what.</summary>
public sealed class AccessTests(OnePlace one) : IClassFixture<OnePlace>
{
    SidecarPlace Place => one.Place;

    static string Model(string name, string function) =>
        $"CREATE MODEL {name} FROM '{Path.Combine(AppContext.BaseDirectory, "models", "double.onnx")}' FUNCTION {function}(a double precision, b double precision) RETURNS double precision";

    [Theory]
    [InlineData("admin")]
    [InlineData("somebody")]
    public async Task A_wrong_password_and_an_unknown_user_hear_the_same(string user)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Place.ConnectionString()) { Username = user, Password = "sqi_wrong" }.ConnectionString);
        var exception = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(("28P01", $"password authentication failed for user \"{user}\""), (exception.SqlState, exception.MessageText));
    }

    [Fact]
    public async Task Another_database_is_not_there()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Place.ConnectionString()) { Database = "sales" }.ConnectionString);
        Assert.Equal("3D000", (await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync())).SqlState);
    }

    [Fact]
    public async Task An_adapters_token_is_no_login()
    {
        var text = Place.Engine.Service.Catalog.Tokens.Create(new() { Name = "adapter2", Role = AccessRole.Adapter, Database = "local", Actor = "test" }).Text;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Place.ConnectionString()) { Username = "adapter2", Password = text }.ConnectionString);
        Assert.Equal("28000", (await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync())).SqlState);
    }

    [Fact]
    public async Task A_login_that_may_only_execute_reads_and_changes_no_table()
    {
        await using var admin = await Place.ConnectAsync();
        await admin.RunAsync("CREATE TABLE readable (i INTEGER); INSERT INTO readable VALUES (1)");
        await using var reader = await Place.ConnectAsync("execute");
        Assert.Equal("1", await reader.AskAsync("SELECT count(*) FROM readable"));
        foreach (var change in new[] { "INSERT INTO readable VALUES (2)", "DROP TABLE readable", "CREATE TABLE t2 (i INTEGER)", "EXPLAIN ANALYZE INSERT INTO readable VALUES (2)" })
            await Assert.ThrowsAsync<PostgresException>(() => reader.RunAsync(change));
        await reader.RunAsync("BEGIN");
        await Assert.ThrowsAsync<PostgresException>(() => reader.RunAsync("INSERT INTO readable VALUES (2)"));
        await reader.RunAsync("ROLLBACK");
        Assert.Equal("1", await admin.AskAsync("SELECT count(*) FROM readable"));
    }

    [Fact]
    public async Task A_model_is_called_by_those_who_were_granted_it()
    {
        await using var admin = await Place.ConnectAsync();
        await admin.RunAsync(Model("secret", "secret_sum"));
        await admin.RunAsync("CREATE VIEW through AS SELECT secret_sum(1, 1) AS n");
        await using var reader = await Place.ConnectAsync("execute");
        foreach (var call in new[] { "SELECT secret_sum(1, 1)", "SELECT n FROM through", "SELECT * FROM random_cut_forest_stream('SELECT secret_sum(1, 1) AS n')" })
            Assert.Equal("SI109", (await reader.FailAsync(call)).SqlState);
        Assert.Equal("0", await reader.AskAsync("SELECT count(*) FROM sqlinference.models WHERE model_name = 'secret'"));

        var hidden = await reader.FailAsync("SELECT explain_model('secret')");
        Assert.Equal(("SI101", "explain_model: There is no model public.secret in database local."), (hidden.SqlState, hidden.MessageText));
        Assert.DoesNotContain("secret", hidden.Hint, StringComparison.Ordinal);

        await admin.RunAsync("GRANT EXECUTE ON MODEL secret TO \"execute\"");
        Assert.Equal("2", await reader.AskAsync("SELECT secret_sum(1, 1)"));
        Assert.Contains("explanations", await reader.AskAsync("SELECT explain_model('secret')"), StringComparison.Ordinal);
        Assert.Equal("1", await reader.AskAsync("SELECT count(*) FROM sqlinference.models WHERE model_name = 'secret'"));

        await admin.RunAsync("REVOKE EXECUTE ON MODEL secret FROM \"execute\"");
        Assert.Equal("SI109", (await reader.FailAsync("SELECT secret_sum(1, 1)")).SqlState);
    }

    [Fact]
    public async Task Who_may_create_makes_models_and_drops_no_others()
    {
        await using var admin = await Place.ConnectAsync();
        await admin.RunAsync(Model("theirs", "theirs_sum"));
        await using var maker = await Place.ConnectAsync("create");
        await maker.RunAsync(Model("mine", "mine_sum"));
        Assert.Equal("6", await maker.AskAsync("SELECT mine_sum(3, 3)"));
        await Assert.ThrowsAsync<PostgresException>(() => maker.RunAsync("DROP MODEL theirs"));
        await maker.RunAsync("DROP MODEL mine");
    }

    [Fact]
    public async Task What_changes_models_is_no_part_of_a_transaction()
    {
        await using var admin = await Place.ConnectAsync();
        await admin.RunAsync("BEGIN");
        Assert.Equal("SI009", (await admin.FailAsync(Model("late", "late_sum"))).SqlState);
        await admin.RunAsync("ROLLBACK");
    }

    [Fact]
    public async Task Where_it_is_configured_this_machine_is_trusted()
    {
        await using var place = await SidecarPlace.StartAsync(options => options with { TrustsThisMachine = true });
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={place.Port};Username=anybody;Database=local;Pooling=false");
        await connection.OpenAsync();
        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
    }
}
