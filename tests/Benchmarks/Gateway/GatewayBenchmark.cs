using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using SqlInference.TestKit;

namespace Benchmarks.Gateway;

/// <summary>What passes through the gateway without being about models, against pgbouncer and a relay that reads nothing, in turns.</summary>
static partial class GatewayBenchmark
{
    const string Goal = ">= 0.9 of the better other";
    const int Turns = 5;
    const int Seconds = 4;
    const int CopyMegabytes = 1024;
    const int Rows = 10_000_000;
    const string Database = "bench";

    public static void Run(Report report)
    {
        if (PostgresInstallation.WhyNot is { } missing)
            Console.Error.WriteLine($"The gateway is not measured: {missing}");
        else
            RunAsync(report).GetAwaiter().GetResult();
    }

    static async Task RunAsync(Report report)
    {
        await using var cluster = PostgresCluster.Start();
        await using (var server = await cluster.OpenAsync("postgres"))
            await server.RunAsync($"CREATE DATABASE {Database}");
        PostgresInstallation.Run("pgbench", "--host", cluster.SocketFolder, "--username", "postgres", "--initialize", "--quiet", "--scale", "5", Database);
        var roads = new[] { Road.Gateway(cluster.SocketFolder), Road.Blind(cluster.SocketFolder), Road.PgBouncer(cluster.SocketFolder), Road.Direct(cluster.SocketFolder) }.OfType<Road>().ToArray();
        try
        {
            foreach (var protocol in new[] { "simple", "prepared" })
                Compare(report, $"pgbench -S, 8 clients, {protocol}", "transactions/s", roads, road => Transactions(road, protocol));
            Compare(report, "COPY TO STDOUT of 1 GB by psql", "MB/s", roads, Copy, turns: 3);
            Compare(report, "SELECT of 10 M rows of 4 integers by Npgsql", "rows/s", roads, Select, turns: 3);
        }
        finally
        {
            foreach (var road in roads)
                road.Dispose();
        }
    }

    static void Compare(Report report, string what, string unit, Road[] roads, Func<Road, double> measure, int turns = Turns)
    {
        var rates = roads.Select(_ => new double[turns]).ToArray();
        for (var turn = 0; turn < turns; turn++)
        {
            for (var road = 0; road < roads.Length; road++)
                rates[road][turn] = measure(roads[road]);
        }

        for (var road = 1; road < roads.Length; road++)
        {
            var ratio = Comparison.Median(rates[0].Zip(rates[road], (ours, other) => ours / other));
            report.Add($"{what}, through {roads[0].Name} (limit: {roads[road].Name})", $"{Comparison.Median(rates[0]):N0} {unit}", $"{Comparison.Median(rates[road]):N0} {unit}",
                ratio, road == roads.Length - 1 ? "" : Goal);
        }
    }

    static double Transactions(Road road, string protocol)
    {
        var output = PostgresInstallation.Run("pgbench", "--host", road.Host, "--port", $"{road.Port}", "--username", "postgres", "--select-only", "--no-vacuum", "--client", "8", "--jobs", "2",
            "--time", $"{Seconds}", "--protocol", protocol, Database);
        return double.Parse(Tps().Match(output).Groups["tps"].ValueSpan, CultureInfo.InvariantCulture);
    }

    static double Copy(Road road)
    {
        var clock = Stopwatch.StartNew();
        PostgresInstallation.Run("sh", "-c", $"psql --no-psqlrc --host {road.Host} --port {road.Port} --username postgres --dbname {Database} --output /dev/null " +
            $"--command \"COPY (SELECT repeat('x', 1023) FROM generate_series(1, {CopyMegabytes * 1024})) TO STDOUT\"");
        return CopyMegabytes / clock.Elapsed.TotalSeconds;
    }

    static double Select(Road road)
    {
        using var connection = new NpgsqlConnection($"Host={road.Host};Port={road.Port};Username=postgres;Database={Database};Pooling=false;CommandTimeout=0");
        connection.Open();
        var clock = Stopwatch.StartNew();
        using var command = new NpgsqlCommand($"SELECT g, g, g, g FROM generate_series(1, {Rows}) AS g", connection);
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
            rows++;
        return rows / clock.Elapsed.TotalSeconds;
    }

    [GeneratedRegex("tps = (?<tps>[0-9.]+)")]
    private static partial Regex Tps();
}
