using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Benchmarks.Postgres;

/// <summary>How soon a query that waits for a host which never answers ends, when it is told to; against one that sleeps.</summary>
static class InterruptBenchmark
{
    const int Rounds = 21;
    const int TimeoutMs = 50;

    public static void Run(Report report, PostgresHost host)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var session = host.Connect();
        using var other = host.Connect();
        session.Run("SELECT sqlinference.define_function('public', 'unanswered', '{x}', '{float8}', 'float8', 'any.public.unanswered', 1, 'prediction', '{x}', '{false}')");
        session.Run($"SET sqlinference.service = 'http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}'");
        const string Ours = "SELECT count(unanswered(x1)) FROM measures";
        const string Sleep = "SELECT pg_sleep(600)";
        Add("a cancel", Median(() => Cancel(session, other, Ours)), Median(() => Cancel(session, other, Sleep)));
        session.Run($"SET statement_timeout = {TimeoutMs}");
        Add("statement_timeout", Median(() => End(session, Ours) - TimeoutMs), Median(() => End(session, Sleep) - TimeoutMs));

        void Add(string what, double ours, double sleep) => report.Add($"PostgreSQL, {what} while a host does not answer, median (limit: pg_sleep)",
            $"{ours:F1} ms", $"{sleep:F1} ms", ours / sleep, "<= 100 ms");
    }

    static double Median(Func<double> measure)
    {
        var times = Enumerable.Range(0, Rounds).Select(_ => measure()).Order().ToArray();
        return times[Rounds / 2];
    }

    /// <summary>From the cancel to the end of the query.</summary>
    static double Cancel(NpgsqlConnection session, NpgsqlConnection other, string query)
    {
        var ended = Task.Run(() =>
        {
            End(session, query);
            return Stopwatch.GetTimestamp();
        });
        while (other.Scalar<long>($"SELECT count(*) FROM pg_stat_activity WHERE pid = {session.ProcessID} AND query = '{query}' AND wait_event IN ('Extension', 'SqlInference', 'PgSleep')") == 0)
            Thread.Sleep(1);
        var cancelled = Stopwatch.GetTimestamp();
        other.Run($"SELECT pg_cancel_backend({session.ProcessID})");
        return Stopwatch.GetElapsedTime(cancelled, ended.GetAwaiter().GetResult()).TotalMilliseconds;
    }

    /// <summary>Milliseconds until the query is interrupted.</summary>
    static double End(NpgsqlConnection session, string query)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            session.Run(query);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        throw new InvalidOperationException($"Nothing has interrupted {query}.");
    }
}
