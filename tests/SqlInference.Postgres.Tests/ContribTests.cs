using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Beside PostgreSQL's own extensions that look into plans, or send parts of them elsewhere.</summary>
[Collection(OnePostgres.Name)]
public sealed class ContribTests : IAsyncLifetime
{
    const string Query = "SELECT count(ride_score(passengers)), count(*) FILTER (WHERE ride_score(passengers) > 2) FROM history";

    // A server of its own: what is loaded at its start is the test's.
    PostgresCluster? _cluster;
    ServiceHost? _service;

    PostgresCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is not null)
            return;
        _cluster = PostgresCluster.Start();
        _service = await ServiceHost.StartAsync();
        await _service.CreateModelAsync("shop", "postgres",
            "CREATE MODEL rides FROM (SELECT passengers FROM history) FUNCTION ride_score RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1)",
            "passengers\n" + string.Join('\n', Enumerable.Range(1, 300)), "int");
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData("auto_explain, pg_stat_statements")]
    [InlineData("sqlinference, pg_stat_statements, auto_explain")]
    public async Task Plans_are_logged_and_statements_counted_whoever_is_loaded_first(string libraries)
    {
        await using (var server = await Cluster.OpenAsync("postgres"))
            await server.RunAsync($"ALTER SYSTEM SET shared_preload_libraries = {libraries}");
        Cluster.StopServer();
        Cluster.StartServer();
        await using var connection = await OpenAsync();
        await connection.RunAsync("CREATE EXTENSION pg_stat_statements; SET pg_stat_statements.track_planning = on");
        var expected = await connection.RowsAsync(Query);
        var plans = new List<string>();
        connection.Notice += (_, notice) => plans.Add(notice.Notice.MessageText);
        await connection.RunAsync("SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_verbose = on; " +
            "SET auto_explain.log_buffers = on; SET auto_explain.log_nested_statements = on; SET auto_explain.log_level = notice; SET max_parallel_workers_per_gather = 0");
        Assert.Equal(expected, await connection.RowsAsync(Query));
        var plan = Assert.Single(plans, text => text.Contains(Query, StringComparison.Ordinal));
        Assert.Matches(@"Custom Scan \(SqlInference\) .*actual time=.* rows=3000 loops=1\)", plan);
        Assert.Matches("Model: shop.public.rides version 1\n +Batches: 8  Rows: 2805  Duplicates: 192  Nulls: 3  Sent: [0-9]+kB  Received: [0-9]+kB", plan);

        plans.Clear();
        await connection.RunAsync("SET auto_explain.log_format = json");
        Assert.Equal(expected, await connection.RowsAsync($"DO $$ BEGIN PERFORM * FROM ({Query}) q; END $$; {Query}"));
        Assert.Equal(2, plans.Count(text => text.Contains("\"Custom Plan Provider\": \"SqlInference\"", StringComparison.Ordinal)));
        await connection.RunAsync("SET auto_explain.log_min_duration = -1");

        // Three times as written, and once within the block.
        Assert.Equal(["SELECT count(ride_score(passengers)), count(*) FILTER (WHERE ride_score(passengers) > $1) FROM history|3|3|t|t"], await connection.RowsAsync(
            "SELECT query, calls, rows, plans = 3, total_exec_time > 0 FROM pg_stat_statements WHERE query LIKE 'SELECT count(ride_score%'"));
    }

    [PostgresFact]
    public async Task A_view_on_another_server_predicts_there()
    {
        await using var remote = await OpenAsync();
        await remote.RunAsync("CREATE VIEW scored AS SELECT day, passengers, ride_score(passengers) AS score FROM history");
        await using var local = await OpenAsync(remote);
        await local.RunAsync("DROP TABLE history; IMPORT FOREIGN SCHEMA public LIMIT TO (scored) FROM SERVER other INTO public");
        foreach (var query in new[]
        {
            "SELECT count(score), round(sum(score)::numeric, 6) FROM scored",
            "SELECT day, score FROM scored WHERE score > 2 ORDER BY score DESC, day LIMIT 10",
            "SELECT a.day, b.score FROM scored a JOIN scored b ON b.day = a.day + 1 WHERE a.score > 2 AND b.passengers < 100 ORDER BY 1",
            "SELECT s.day, s.score FROM generate_series(1, 20) g JOIN scored s ON s.day = g ORDER BY 1",
        })
        {
            var rows = await remote.RowsAsync(query);
            Assert.NotEmpty(rows);
            Assert.Equal(rows, await local.RowsAsync(query));
        }

        // The condition goes over there, with the view's column in it, and makes batches there.
        Assert.Contains("Remote SQL: SELECT count(*) FROM public.scored WHERE ((score > 2::double precision))",
            string.Join('\n', await local.RowsAsync("EXPLAIN (VERBOSE, COSTS OFF) SELECT count(*) FROM scored WHERE score > 2")), StringComparison.Ordinal);
        Assert.Contains("Custom Scan (SqlInference)", string.Join('\n', await remote.RowsAsync("EXPLAIN SELECT count(*) FROM scored WHERE score > 2")), StringComparison.Ordinal);

        await remote.RunAsync("REVOKE SELECT ON scored FROM PUBLIC; DROP FUNCTION ride_score CASCADE");
        Assert.Equal(PostgresErrorCodes.UndefinedTable, (await local.FailAsync("SELECT count(*) FROM scored")).SqlState);
    }

    [PostgresFact]
    public async Task Rows_of_another_server_are_predicted_here()
    {
        await using var remote = await OpenAsync();
        await remote.RunAsync("CREATE TABLE early AS SELECT * FROM history WHERE day <= 1500; CREATE TABLE late AS SELECT * FROM history WHERE day > 1500; " +
            "ALTER TABLE early ADD score float8; ALTER TABLE late ADD score float8");
        await using var local = await OpenAsync(remote);
        await local.RunAsync("CREATE TABLE parts (day int, passengers int, score float8) PARTITION BY RANGE (day); " +
            "CREATE FOREIGN TABLE early PARTITION OF parts FOR VALUES FROM (0) TO (1501) SERVER other; " +
            "CREATE FOREIGN TABLE late PARTITION OF parts FOR VALUES FROM (1501) TO (9999) SERVER other; " +
            "ALTER SERVER other OPTIONS (ADD async_capable 'true', ADD fetch_size '70', ADD use_remote_estimate 'true')");

        foreach (var query in new[]
        {
            "SELECT count(ride_score(passengers)), round(sum(ride_score(passengers))::numeric, 6) FROM parts",
            "SELECT day, ride_score(passengers) FROM parts WHERE ride_score(passengers) > 2 ORDER BY 1",
            "SELECT count(*) FROM parts WHERE day % 2 = 0 AND ride_score(passengers) > 2",
            "SELECT ride_score(passengers) > 2, count(*) FROM parts GROUP BY 1 ORDER BY 1",
            "SELECT a.day FROM parts a JOIN parts b ON a.day = b.day + 1500 AND ride_score(a.passengers) < ride_score(b.passengers) ORDER BY 1",
        })
        {
            var expected = await local.RowsAsync(query.Replace("parts", "history", StringComparison.Ordinal));
            Assert.NotEmpty(expected);
            Assert.Equal(expected, await local.RowsAsync(query));
            await local.RunAsync("SET sqlinference.batching = off");
            Assert.Equal(expected, await local.RowsAsync(query));
            await local.RunAsync("RESET sqlinference.batching");
        }

        // Rows of both are asked for at once, beneath the node; not where the node is beneath the Append.
        var plan = string.Join('\n', await local.RowsAsync("EXPLAIN (COSTS OFF) SELECT passengers, ride_score(passengers) FROM (SELECT * FROM parts OFFSET 0) p"));
        Assert.Matches(@"Custom Scan \(SqlInference\)[^$]*Async Foreign Scan on early[^$]*Async Foreign Scan on late", plan);
        plan = string.Join('\n', await local.RowsAsync("EXPLAIN (COSTS OFF) SELECT day FROM parts WHERE ride_score(passengers) > 2"));
        Assert.Matches(@"Append[^$]*Custom Scan \(SqlInference\)[^$]*-> +Foreign Scan on early", plan);

        await local.RunAsync("UPDATE parts SET score = ride_score(passengers) WHERE day <= 2000");
        await local.RunAsync("INSERT INTO late SELECT day + 3000, passengers, ride_score(passengers) FROM history WHERE day <= 200");
        Assert.Equal(await local.RowsAsync("SELECT count(ride_score(passengers)), round(sum(ride_score(passengers))::numeric, 6) FROM (SELECT passengers FROM history WHERE day <= 2000 UNION ALL SELECT passengers FROM history WHERE day <= 200) h"),
            await remote.RowsAsync("SELECT count(score), round(sum(score)::numeric, 6) FROM (SELECT * FROM early UNION ALL SELECT * FROM late) t"));
        await local.RunAsync("DELETE FROM parts WHERE ride_score(passengers) > 2");
        Assert.Equal("0", await local.AskAsync("SELECT count(*) FROM parts WHERE ride_score(passengers) > 2"));
    }

    /// <summary>A database with the function and rows to predict, and a server that leads to another where one is given.</summary>
    async Task<NpgsqlConnection> OpenAsync(NpgsqlConnection? other = null)
    {
        var connection = await Cluster.OpenAsync(await Cluster.CreateDatabaseAsync(_service!.Address));
        await connection.RunAsync("SELECT sqlinference.define_function('public', 'ride_score', '{passengers}', '{int4}', 'float8', 'shop.public.rides', 1, 'prediction', '{passengers}', '{f}'); " +
            "CREATE TABLE history AS SELECT g AS day, nullif(g * 7919 % 900, 5) AS passengers FROM generate_series(1, 3000) AS g; ANALYZE history");
        if (other is not null)
            await connection.RunAsync($"CREATE EXTENSION postgres_fdw; CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{Cluster.SocketFolder}', dbname '{other.Database}'); " +
                "CREATE USER MAPPING FOR postgres SERVER other OPTIONS (user 'postgres')");
        return connection;
    }
}
