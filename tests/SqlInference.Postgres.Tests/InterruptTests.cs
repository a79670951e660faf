using System.Diagnostics;
using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;
using Xunit.Abstractions;

namespace SqlInference.Postgres.Tests;

/// <summary>Who waits for the service hears what every waiting backend hears. Within 100 ms, says the goal; a busy machine gets more.</summary>
public abstract class InterruptTests(PostgresFixture postgres, bool isLocal, ITestOutputHelper output) : FakeHostTests(postgres, isLocal)
{
    static readonly TimeSpan Generous = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task A_statement_timeout_is_heard()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Silence);
        await Connection.RunAsync("SET statement_timeout = 100");
        var watch = Stopwatch.StartNew();
        Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Connection.FailAsync("SELECT f(1)")).SqlState);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(50), Generous);
        await GoesOn();
    }

    [PostgresFact]
    public async Task A_cancel_is_heard()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Silence);
        var query = Connection.FailAsync("SELECT f(1)");
        await Asked();
        await using var other = await Cluster.OpenAsync(Database);
        await other.RunAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT f(1)'");
        Assert.Equal(PostgresErrorCodes.QueryCanceled, (await query.WaitAsync(Generous)).SqlState);
        await GoesOn();
    }

    /// <summary>A host that hangs is given up after 60 s; whoever waits for it is free to go long before. How long it takes is printed.</summary>
    [PostgresTheory]
    [InlineData("SELECT f(1)")]
    [InlineData("SELECT sum(f(a)) FROM t")]
    public async Task Nobody_waits_for_a_host_that_hangs(string query)
    {
        const int Rounds = 5;
        const int TimeoutMs = 50;
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 400) AS g; ANALYZE t");
        await using var other = await Cluster.OpenAsync(Database);
        var (cancels, timeouts) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            Host.Reset(_ => FakeReply.Silence);
            var cancelled = Connection.FailAsync(query);
            await Asked();
            var watch = Stopwatch.StartNew();
            await other.RunAsync($"SELECT pg_cancel_backend({Connection.ProcessID})");
            Assert.Equal(PostgresErrorCodes.QueryCanceled, (await cancelled).SqlState);
            cancels.Add(watch.Elapsed.TotalMilliseconds);

            await Connection.RunAsync($"SET statement_timeout = {TimeoutMs}");
            watch.Restart();
            Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Connection.FailAsync(query)).SqlState);
            timeouts.Add(watch.Elapsed.TotalMilliseconds - TimeoutMs);
            await Connection.RunAsync("RESET statement_timeout");
        }

        output.WriteLine($"{query}: a cancel is heard after {Median(cancels):F1} ms, statement_timeout {Median(timeouts):F1} ms late");
        Assert.InRange(Median(cancels), 0, 30_000);
        Assert.InRange(Median(timeouts), 0, 30_000);

        static double Median(IEnumerable<double> times) => times.Order().ElementAt(Rounds / 2);
    }

    [PostgresFact]
    public async Task Termination_is_heard_and_the_wait_is_seen()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Silence);
        await using var victim = await Cluster.OpenAsync(Database);
        var query = victim.FailAsync("SELECT f(1)");
        await Asked();
        string? wait = null;
        for (var tries = 0; wait is null or "NULL|NULL" && tries < 100; tries++)
            wait = (await Connection.RowsAsync("SELECT wait_event_type, wait_event FROM pg_stat_activity WHERE query = 'SELECT f(1)'")).Single();
        Assert.Equal("Extension|Extension", wait);
        await Connection.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT f(1)'");
        Assert.Equal(PostgresErrorCodes.AdminShutdown, (await query.WaitAsync(Generous)).SqlState);
    }

    [PostgresFact]
    public async Task A_savepoint_outlives_what_failed_behind_it()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("BEGIN; SAVEPOINT a");
        Host.Reset(_ => FakeReply.Silence);
        await Connection.RunAsync("SET LOCAL statement_timeout = 50");
        await Connection.FailAsync("SELECT f(1)");
        await Connection.RunAsync("ROLLBACK TO a; SET LOCAL statement_timeout = 0");
        Host.Reset();
        Assert.Equal("5", await Connection.AskAsync("SELECT f(5)"));
        await Connection.RunAsync("COMMIT");
    }

    [PostgresFact]
    public async Task Workers_of_a_parallel_query_ask_by_themselves()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 400) AS g; ANALYZE t; SET min_parallel_table_scan_size = 0; " +
            "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET max_parallel_workers_per_gather = 2; SET sqlinference.batching = off");
        await Connection.AskAsync("SELECT f(1)");
        Assert.Equal("80200", await Connection.AskAsync("SELECT sum(f(a)) FROM t"));
        Assert.Contains("Parallel", string.Join('\n', await Connection.RowsAsync("EXPLAIN SELECT sum(f(a)) FROM t")), StringComparison.Ordinal);
        // All requests of a query have one name, the leader's, whoever sends them.
        Assert.Single(Host.Requests.Skip(1).Select(request => request.Headers["X-SqlInference-Query"]).Distinct());
    }

    async Task Asked()
    {
        var watch = Stopwatch.StartNew();
        while (Host.Requests.IsEmpty && watch.Elapsed < Generous)
            await Task.Delay(5);
        Assert.NotEmpty(Host.Requests);
    }

    async Task GoesOn()
    {
        await Connection.RunAsync("RESET statement_timeout");
        Host.Reset();
        Assert.Equal("3", await Connection.AskAsync("SELECT f(3)"));
    }
}

public sealed class TcpInterruptTests(PostgresFixture postgres, ITestOutputHelper output) : InterruptTests(postgres, isLocal: false, output);

/// <summary>By a unix socket, where predictions do without libcurl.</summary>
public sealed class LocalInterruptTests(PostgresFixture postgres, ITestOutputHelper output) : InterruptTests(postgres, isLocal: true, output);
