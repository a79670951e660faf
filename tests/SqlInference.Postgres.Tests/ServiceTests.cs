using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>The extension and the real service.</summary>
[Collection(OnePostgres.Name)]
public sealed class ServiceTests(PostgresFixture postgres) : IAsyncLifetime
{
    ServiceHost _service = null!;

    public async Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is not null)
            return;
        _service = await ServiceHost.StartAsync();
        await _service.CreateModelAsync("shop", "postgres",
            "CREATE MODEL rides FROM (SELECT passengers FROM history) FUNCTION ride_score RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1)",
            "passengers\n" + string.Join('\n', Enumerable.Range(1, 300)), "int");
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_answers_what_the_model_does(bool overSocket)
    {
        var database = await postgres.Cluster.CreateDatabaseAsync(overSocket ? _service.SocketAddress : _service.Address);
        await using var connection = await postgres.Cluster.OpenAsync(database);
        await connection.RunAsync("SELECT sqlinference.define_function('public', 'ride_score', '{passengers}', '{int4}', 'float8', 'shop.public.rides', 1, 'prediction', '{passengers}', '{f}')");
        using var direct = await _service.Client.PostAsJsonAsync("/v2/models/shop.public.rides/infer",
            new { inputs = new[] { new { name = "passengers", shape = new[] { 3 }, datatype = "INT32", data = new[] { 1, 150, 5000 } } } });
        var expected = (await direct.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outputs")[0].GetProperty("data").EnumerateArray()
            .Select(value => value.GetDouble().ToString("R", CultureInfo.InvariantCulture));
        Assert.Equal(expected, await connection.RowsAsync("SELECT ride_score(n) FROM unnest('{1,150,5000}'::int4[]) AS n"));
    }

    [PostgresFact]
    public async Task A_query_answers_the_same_by_batches_and_by_rows()
    {
        var database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        await using var connection = await postgres.Cluster.OpenAsync(database);
        await connection.RunAsync("SELECT sqlinference.define_function('public', 'ride_score', '{passengers}', '{int4}', 'float8', 'shop.public.rides', 1, 'prediction', '{passengers}', '{f}'); " +
            "CREATE TABLE history AS SELECT nullif(g * 7919 % 900, 5) AS passengers FROM generate_series(1, 3000) AS g; ANALYZE history");
        const string query = "SELECT avg(ride_score(passengers)), stddev(ride_score(passengers)), count(*) FILTER (WHERE ride_score(passengers) > 5) FROM history";
        var plan = string.Join('\n', await connection.RowsAsync($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {query}"));
        Assert.Matches("Model: shop.public.rides version 1\n +Batches: 8  Rows: 2805  Duplicates: 192  Nulls: 3  Sent: [0-9]+kB  Received: [0-9]+kB\n", plan);
        var batched = await connection.RowsAsync(query);
        await connection.RunAsync("SET sqlinference.batching = off");
        Assert.Equal(await connection.RowsAsync(query), batched);
    }

    [PostgresFact]
    public async Task The_views_show_what_the_service_has()
    {
        var database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        await using var connection = await postgres.Cluster.OpenAsync(database);
        await connection.RunAsync("SET sqlinference.database = 'shop'");
        Assert.Equal(["public|rides|postgres|random_cut_forest|ready|1|ride_score|{\"passengers int\"}"], await connection.RowsAsync(
            "SELECT schema, model, owner, model_type, state, current_version, function, parameters FROM sqlinference.models"));
        Assert.Equal(["rides|1|ready|300"], await connection.RowsAsync("SELECT model, version, state, metrics ->> 'train:rows' FROM sqlinference.versions"));
        Assert.Equal([$"{database}|public|postgres|rides|READY"], await connection.RowsAsync(
            "SELECT database_name, schema_name, user_name, model_name, model_state FROM sqlinference.svv_ml_model_info"));
        await connection.RunAsync($"SELECT sqlinference.request('POST', sqlinference.database_path() || '/statements', '{{\"statement\": \"GRANT EXECUTE ON MODEL rides TO ana\"}}')");
        Assert.Equal(["public|rides|EXECUTE|ana|f"], await connection.RowsAsync(
            "SELECT namespace_name, model_name, privilege_type, identity_name, admin_option FROM sqlinference.svv_ml_model_privileges"));
        Assert.Empty(await connection.RowsAsync("SELECT * FROM sqlinference.endpoints"));
        Assert.StartsWith("model public.rides is a random cut forest", Assert.Single(await connection.RowsAsync("SELECT sqlinference.explain_model('rides') ->> 'explanations'")), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_model_of_others_is_told_like_one_that_is_not_there()
    {
        var database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        await using var connection = await postgres.Cluster.OpenAsync(database);
        await connection.DefineAsync("nothing", "int4", "float8");
        var error = await connection.FailAsync("SELECT nothing(1)");
        Assert.Equal(("SI101", "There is no model 'shop.public.nothing', or it is not for you to see.", "Its owner can run GRANT EXECUTE ON MODEL … TO you."),
            (error.SqlState, error.MessageText, error.Hint));
    }
}
