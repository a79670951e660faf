using System.Globalization;
using System.Net.Sockets;
using SqlInference.TestKit;

namespace Benchmarks.Postgres;

/// <summary>
/// What a prediction of one row takes more than a query without one: asked by pgbench, a client that takes little time of its own, of
/// a service that is a process of its own, as it is where it is used.
/// </summary>
static class OneRowBenchmark
{
    const int Queries = 20_000, Turns = 5;

    public static void Run(Report report, PostgresHost host)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-benchmark-").FullName;
        try
        {
            const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
            File.SetUnixFileMode(folder, Everybody);
            var socket = Path.Combine(folder, "service.sock");
            using var service = HostProcess.Start("sqlinference", "serve", "--data", host.DataFolder, "--listen", $"unix:{socket}", "--set", "socket_mode=0666");
            WaitUntilItAnswers(socket);
            foreach (var (function, how) in new[] { ("trees", "by ONNX Runtime"), ("vector_trees", "by the vectorised evaluator") })
                Measure(report, host, folder, socket, function, how);
            service.Kill();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void WaitUntilItAnswers(string path)
    {
        for (var left = 400; ; left--)
        {
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return;
            }
            catch (SocketException) when (left > 0)
            {
                Thread.Sleep(50);
            }
        }
    }

    static void Measure(Report report, PostgresHost host, string folder, string socket, string function, string how)
    {
        var (ours, limits) = (new double[Turns][], new double[Turns][]);
        for (var turn = 0; turn < Turns; turn++)
        {
            ours[turn] = Latencies(host, folder, socket, $"SELECT {function}(1, 2, 3, 4, 5, 6, 7, 8)");
            limits[turn] = Latencies(host, folder, socket, "SELECT 1");
        }

        foreach (var (percent, goal) in new[] { (50, "<= 60 us more"), (99, "") })
        {
            var (one, other) = (At(ours, percent), At(limits, percent));
            report.Add($"PostgreSQL, SELECT of one prediction {how}, {percent}th percentile (limit: SELECT 1)", $"{one:F0} us", $"{other:F0} us", one / other, goal);
        }
    }

    /// <summary>The median of the turns.</summary>
    static double At(double[][] turns, int percent) => Comparison.Median(turns.Select(times => times[times.Length * percent / 100]));

    /// <summary>
    /// In microseconds, the shortest first, of one warm session: from the end of one transaction to that of the next. The time that pgbench itself
    /// notes is none where the answer is there before it looks.
    /// </summary>
    static double[] Latencies(PostgresHost host, string folder, string socket, string query)
    {
        var (script, log) = (Path.Combine(folder, "query.sql"), Path.Combine(folder, "log"));
        File.WriteAllText(script, query + ";\n");
        PostgresInstallation.Run("env", $"PGOPTIONS=-c sqlinference.service=unix:{socket} -c jit=off", "pgbench", "--host", host.SocketFolder, "--username", "postgres", "--no-vacuum", "--protocol", "prepared",
            "--transactions", $"{Queries}", "--log", "--log-prefix", log, "--file", script, host.Database);
        var file = Directory.GetFiles(folder, "log.*").Single();
        var ends = File.ReadLines(file).Skip(Queries / 4).Select(line => line.Split(' ')).Select(fields => (1e6 * Number(fields[4])) + Number(fields[5])).ToArray();
        File.Delete(file);
        return [.. ends.Zip(ends.Skip(1), (one, next) => next - one).Order()];

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
