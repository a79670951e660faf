using System.Text.RegularExpressions;
using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Many rows of a query are predicted by one request, whatever the query looks like.</summary>
public abstract class BatchingTests(PostgresFixture postgres, bool isLocal) : FakeHostTests(postgres, isLocal)
{
    static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task Batches_grow_and_rows_keep_their_order()
    {
        await TableAsync(100);
        // Two that are under way at once may arrive in either order.
        await Connection.RunAsync("SET sqlinference.batch_rows = 40; SET sqlinference.requests_in_flight = 1");
        Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{n}|{n}"), await Connection.RowsAsync("SELECT a, f(a) FROM t"));
        Assert.Equal([16, 32, 40, 12], RowsAsked);
    }

    [PostgresFact]
    public async Task A_limit_asks_for_the_rows_that_it_shows()
    {
        await TableAsync(1000);
        Assert.Equal(10, (await Connection.RowsAsync("SELECT f(a) FROM t LIMIT 10 OFFSET 5")).Length);
        Assert.Equal([15], RowsAsked);
        Host.Reset();
        Assert.Equal("999", (await Connection.RowsAsync("SELECT f(a) FROM t ORDER BY a DESC LIMIT 2"))[1]);
        Assert.Equal([2], RowsAsked);
    }

    [PostgresFact]
    public async Task Equal_rows_travel_once()
    {
        await TableAsync(100);
        await Connection.RunAsync("SET sqlinference.batch_rows = 10");
        Assert.Equal("100", await Connection.AskAsync("SELECT sum(f(a % 3)) FROM t"));
        Assert.All(RowsAsked, rows => Assert.Equal(3, rows));
    }

    [PostgresFact]
    public async Task Rows_with_NULL_are_not_sent_and_no_rows_are_no_request()
    {
        await TableAsync(20);
        Assert.Equal("19", await Connection.AskAsync("SELECT count(f(nullif(a, 3))) FROM t"));
        Assert.Equal(19, RowsAsked.Sum());
        Host.Reset();
        Assert.Equal("0", await Connection.AskAsync("SELECT count(f(nullif(a, a))) FROM t"));
        Assert.Equal("0", await Connection.AskAsync("SELECT count(f(a)) FROM t WHERE a > 100"));
        Assert.Empty(Host.Requests);
    }

    [PostgresFact]
    public async Task What_does_not_depend_on_the_row_is_asked_once()
    {
        await TableAsync(100);
        Assert.Equal("500", await Connection.AskAsync("SELECT sum(f(5)) FROM t"));
        Assert.Equal("NULL", (await Connection.RowsAsync("SELECT f(NULL) FROM t"))[99]);
        Assert.Equal([1], RowsAsked);
    }

    [PostgresFact]
    public async Task The_next_request_is_under_way_while_one_is_computed()
    {
        await TableAsync(40);
        await Connection.RunAsync("SET sqlinference.batch_rows = 10");
        using var second = new CountdownEvent(2);
        Host.Reset(request =>
        {
            if (!second.IsSet)
                second.Signal();
            return second.Wait(Generous) ? FakeHost.Echo(request) : FakeReply.Raw("the second did not come");
        });
        Assert.Equal("820", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
    }

    [PostgresFact]
    public async Task Models_of_a_query_are_asked_side_by_side_and_a_nested_one_afterwards()
    {
        await TableAsync(10);
        await Connection.DefineAsync("g", "float8", "float8");
        Assert.Equal("7|7|7", (await Connection.RowsAsync("SELECT f(a), g(a), g(f(a)) FROM t"))[6]);
        Assert.Equal(3, Host.Requests.Count);
    }

    [PostgresFact]
    public async Task What_a_query_skips_is_neither_evaluated_nor_asked()
    {
        await TableAsync(10);
        Assert.Equal("10", (await Connection.RowsAsync("SELECT CASE WHEN a <> 5 THEN f(10 / (a - 5)) END FROM t"))[5]);
        Assert.Equal(8, RowsAsked.Single());
    }

    [PostgresFact]
    public async Task Only_rows_that_other_conditions_leave_are_asked_for()
    {
        await TableAsync(50);
        await Connection.DefineAsync("g", "int4", "float8");
        Assert.Equal("36", await Connection.AskAsync("SELECT sum(a) FROM t WHERE f(a) > 10 AND g(a) < 14 AND a < 30"));
        Assert.Equal([29, 19], Host.Requests.GroupBy(request => request.Path).Select(path => path.Sum(request => request.Rows)));
    }

    [PostgresFact]
    public async Task Statements_that_change_rows_are_batched()
    {
        await TableAsync(30);
        await Connection.RunAsync("UPDATE t SET a = f(a) + 100 WHERE f(a) > 10; DELETE FROM t WHERE f(a) < 6; INSERT INTO t SELECT f(a) FROM t WHERE a = 130");
        Assert.Equal("26|2580", (await Connection.RowsAsync("SELECT count(*), sum(a) FROM t")).Single());
        Assert.Equal([16, 14, 16, 14, 1], RowsAsked);
    }

    [PostgresFact]
    public async Task EXPLAIN_tells_the_model_and_what_was_asked()
    {
        await TableAsync(100);
        var plan = await Connection.RowsAsync("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT f(nullif(a % 50, 7)) FROM t");
        Assert.Equal(
        [
            "Custom Scan (SqlInference) (actual rows=100 loops=1)",
            "  Prediction: sqlinference.predict_float8(1, NULLIF((a % 50), 7))",
            "    Model: shop.public.f version 1",
            "    Batches: 3  Rows: 96  Duplicates: 2  Nulls: 2",
            "  ->  Seq Scan on t (actual rows=100 loops=1)",
        ], plan.Select(line => Regex.Replace(line, "  Sent: [1-9][0-9]*kB  Received: [1-9][0-9]*kB$", "")));
    }

    [PostgresFact]
    public async Task An_error_of_the_service_ends_the_query_and_nothing_else()
    {
        await TableAsync(100);
        Host.Reset(request => request.Rows == 32 ? FakeReply.Error(400, "SI407", "no") : FakeHost.Echo(request));
        Assert.Equal("SI407", (await Connection.FailAsync("SELECT sum(f(a)) FROM t")).SqlState);
        Host.Reset();
        Assert.Equal("5050", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
    }

    [PostgresFact]
    public async Task A_timeout_is_heard_while_batches_are_under_way()
    {
        await TableAsync(100);
        await Connection.RunAsync("SET sqlinference.batch_rows = 10; SET statement_timeout = 200");
        Host.Reset(_ => FakeReply.Silence);
        Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Connection.FailAsync("SELECT sum(f(a)) FROM t")).SqlState);
        Host.Reset();
        await Connection.RunAsync("RESET statement_timeout");
        Assert.Equal("5050", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
    }

    [PostgresFact]
    public async Task A_cursor_that_is_closed_forgets_the_requests_under_way()
    {
        await TableAsync(100);
        Host.Reset(request => request.Values<int>("a1")[0] == 1 ? FakeHost.Echo(request) : FakeReply.Silence);
        await Connection.RunAsync("SET sqlinference.batch_rows = 10; BEGIN; DECLARE c CURSOR FOR SELECT f(a) FROM t");
        Assert.Equal(["1", "2"], await Connection.RowsAsync("FETCH 2 FROM c"));
        await Connection.RunAsync("COMMIT");
        Host.Reset();
        Assert.Equal("5050", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
    }

    [PostgresFact]
    public async Task A_query_keeps_its_version_while_the_model_changes()
    {
        await TableAsync(60);
        await Connection.RunAsync("BEGIN; DECLARE c CURSOR FOR SELECT f(a) FROM t");
        await Connection.RowsAsync("FETCH 1 FROM c");
        await using var other = await Cluster.OpenAsync(Database);
        await other.DefineAsync("f", "int4", "float8", version: "2");
        await Connection.RowsAsync("FETCH ALL FROM c");
        Assert.All(Host.Requests, request => Assert.Contains("/versions/1/", request.Path, StringComparison.Ordinal));
        await Connection.RunAsync("COMMIT");
        Host.Reset();
        // The fake's answers are always of version 1.
        Assert.Equal("SI409", (await Connection.FailAsync("SELECT sum(f(a)) FROM t")).SqlState);
        Assert.Contains("/versions/2/", Host.Requests.First().Path, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Who_may_not_execute_the_function_asks_for_nothing()
    {
        await TableAsync(10);
        await Connection.RunAsync("CREATE ROLE stranger; GRANT SELECT ON t TO stranger; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC; SET ROLE stranger");
        var batched = await Connection.FailAsync("SELECT sum(f(a)) FROM t");
        await Connection.RunAsync("SET sqlinference.batching = off");
        Assert.Equal((await Connection.FailAsync("SELECT sum(f(a)) FROM t")).SqlState, batched.SqlState);
        Assert.Empty(Host.Requests);
        await Connection.RunAsync("RESET ROLE; DROP OWNED BY stranger; DROP ROLE stranger");
    }

    [PostgresFact]
    public async Task Batching_can_be_turned_off()
    {
        await TableAsync(10);
        await Connection.RunAsync("PREPARE p AS SELECT sum(f(a)) FROM t; SET plan_cache_mode = force_generic_plan");
        Assert.Equal("55", await Connection.AskAsync("EXECUTE p"));
        await Connection.RunAsync("SET sqlinference.batching = off");
        Assert.Equal("55", await Connection.AskAsync("EXECUTE p"));
        Assert.Equal([10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], RowsAsked);
    }

    [PostgresFact]
    public async Task The_first_query_of_a_session_is_batched()
    {
        await TableAsync(100);
        await using var fresh = await Cluster.OpenAsync(Database);
        Assert.Equal("5050", await fresh.AskAsync("SELECT sum(f(a)) FROM t"));
        Assert.Equal([16, 32, 52], RowsAsked);
    }

    [PostgresFact]
    public async Task A_statement_prepared_before_the_first_prediction_is_batched()
    {
        await TableAsync(100);
        await using var fresh = await Cluster.OpenAsync(Database);
        await fresh.RunAsync("SET plan_cache_mode = force_generic_plan; PREPARE p AS SELECT sum(f(a)) FROM t");
        for (var i = 0; i < 3; i++)
            Assert.Equal("5050", await fresh.AskAsync("EXECUTE p"));
        Assert.Equal([16, 32, 52, 16, 32, 52, 16, 32, 52], RowsAsked);
    }

    /// <summary>The cursor was found to go backwards before the plan had its node, which does not.</summary>
    [PostgresFact]
    public async Task A_cursor_as_the_first_query_of_a_session_goes_backwards()
    {
        await TableAsync(100);
        await using var fresh = await Cluster.OpenAsync(Database);
        await fresh.RunAsync("BEGIN; DECLARE c CURSOR FOR SELECT f(a) FROM t");
        Assert.Equal(["1", "2", "3"], await fresh.RowsAsync("FETCH 3 FROM c"));
        Assert.Equal(["2", "1"], await fresh.RowsAsync("FETCH BACKWARD 2 FROM c"));
        Assert.Equal(16, RowsAsked[0]);
    }

    [PostgresFact]
    public async Task Workers_batch_and_EXPLAIN_adds_up_what_they_did()
    {
        await TableAsync(400);
        await Connection.RunAsync("SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; " +
            "SET max_parallel_workers_per_gather = 2");
        Assert.Equal("80200", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
        var plan = string.Join('\n', await Connection.RowsAsync("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT sum(f(a)) FROM t"));
        Assert.Contains("Parallel Custom Scan (SqlInference)", plan, StringComparison.Ordinal);
        Assert.Contains("Model: shop.public.f version 1", plan, StringComparison.Ordinal);
        Assert.Contains("Rows: 400 ", plan, StringComparison.Ordinal);
    }

    /// <summary>The second update waits for the first, then looks at the row again as it is now.</summary>
    [PostgresFact]
    public async Task A_row_that_was_changed_meanwhile_is_predicted_again()
    {
        await TableAsync(3);
        await Connection.RunAsync("BEGIN; UPDATE t SET a = 20 WHERE a = 2");
        await using var other = await Cluster.OpenAsync(Database);
        var waiting = other.RowsAsync("UPDATE t SET a = f(a) + 100 WHERE f(a) > 1 RETURNING a");
        var isBlocked = false;
        for (var tries = 0; !isBlocked && tries < 6000; tries++)
        {
            isBlocked = await Connection.AskAsync($"SELECT count(*) FROM pg_locks WHERE pid = {other.ProcessID} AND NOT granted") != "0";
            await Task.Delay(10);
        }

        Assert.True(isBlocked);
        await Connection.RunAsync("COMMIT");
        Assert.Equal(["120", "103"], await waiting);
    }

    [PostgresFact]
    public async Task Inner_sides_of_nested_loops_are_batched_above_the_join()
    {
        await TableAsync(100);
        await Connection.RunAsync("CREATE INDEX ON t (a); CREATE TABLE s AS SELECT a FROM t WHERE a <= 20; ANALYZE t, s; " +
            "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET enable_memoize = off");
        Assert.Equal("10", await Connection.AskAsync("SELECT count(*) FROM s JOIN t USING (a) WHERE f(t.a) > 10"));
        Assert.Equal([16, 4], RowsAsked);
    }

    int[] RowsAsked => [.. Host.Requests.Select(request => request.Rows)];

    /// <summary>A function f and a table t of numbers from 1.</summary>
    async Task TableAsync(int rows)
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync($"CREATE TABLE t AS SELECT a FROM generate_series(1, {rows}) AS a; ANALYZE t");
        Host.Reset();
    }
}

public sealed class TcpBatchingTests(PostgresFixture postgres) : BatchingTests(postgres, isLocal: false);

/// <summary>By a unix socket, where predictions do without libcurl.</summary>
public sealed class LocalBatchingTests(PostgresFixture postgres) : BatchingTests(postgres, isLocal: true);
