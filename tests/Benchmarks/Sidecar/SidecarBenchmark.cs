using System.Diagnostics;
using System.Globalization;
using System.Net;
using Benchmarks.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SqlInference.Catalog;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Hosting;
using SqlInference.Sidecar.PgCatalog;
using SqlInference.TestKit;

namespace Benchmarks.Sidecar;

/// <summary>Rows of a table from the sidecar to programs of others, against the same table on PostgreSQL itself, in turns.</summary>
static class SidecarBenchmark
{
    const string Goal = ">= 0.8";
    const int Rows = 1_000_000;
    const int Turns = 5;
    const string Database = "local";
    const string Query = "SELECT * FROM wide";

    public static void Run(Report report)
    {
        if (PostgresInstallation.WhyNot is { } missing)
            Console.Error.WriteLine($"The sidecar is not measured: {missing}");
        else
            RunAsync(report).GetAwaiter().GetResult();
    }

    static async Task RunAsync(Report report)
    {
        await using var cluster = PostgresCluster.Start();
        await using (var server = await cluster.OpenAsync("postgres"))
            await server.RunAsync($"CREATE DATABASE {Database}");
        var postgres = new Place(cluster.SocketFolder, 5432, "postgres", "");
        using (var connection = postgres.Open())
        {
            connection.Run($"CREATE UNLOGGED TABLE wide AS SELECT g AS a, g * 1.5::float8 AS b, 'text ' || g AS c, timestamp '2026-01-01' + g * interval '1 second' AS d FROM generate_series(1, {Rows}) AS g");
            connection.Run("VACUUM ANALYZE wide");
        }

        var folder = Directory.CreateTempSubdirectory("sqlinference-sidecar-").FullName;
        using (var catalogs = new PgCatalogFile())
        using (var engine = EmbeddedEngine.Open(Path.Combine(folder, "data"), lockDown: new([], catalogs.Statements)))
        {
            var token = engine.Service.Catalog.Tokens.Create(new() { Name = "ann", Role = AccessRole.Admin, Actor = "benchmark" });
            await using var server = await SidecarServer.StartAsync(engine, new() { Listen = [new(IPAddress.Loopback, 0)] }, NullLoggerFactory.Instance);
            var sidecar = new Place("127.0.0.1", IPEndPoint.Parse(server.Addresses[0]).Port, "ann", token.Text);
            using (var connection = sidecar.Open())
                connection.Run($"CREATE TABLE wide AS SELECT g::INTEGER AS a, g * 1.5::DOUBLE AS b, 'text ' || g AS c, timestamp '2026-01-01' + g * interval 1 second AS d FROM range(1, {Rows} + 1) AS t(g)");
            Compare(report, "psql", Psql);
            Compare(report, "Npgsql, binary, every value read", Read);
            Compare(report, "psql, COPY TO STDOUT", Copy);
            MeasureFirstRow(report, sidecar);

            void Compare(Report to, string what, Action<Place> measure) => to.Add($"1 M rows of 4 columns by {what} (limit: PostgreSQL itself)",
                Comparison.Run(Rows, () => measure(sidecar), () => measure(postgres), Turns), Goal);
        }

        Directory.Delete(folder, recursive: true);
    }

    static void Psql(Place place) => place.Psql(Query);

    static void Copy(Place place) => place.Psql("COPY wide TO STDOUT");

    static void Read(Place place)
    {
        using var connection = place.Open();
        using var command = new NpgsqlCommand(Query, connection);
        using var reader = command.ExecuteReader();
        var (rows, sum) = (0, 0.0);
        while (reader.Read())
        {
            rows++;
            sum += reader.GetInt32(0) + reader.GetDouble(1) + reader.GetString(2).Length + reader.GetDateTime(3).Second;
        }

        if (rows != Rows || sum <= 0)
            throw new InvalidOperationException($"{rows} rows came.");
    }

    static void MeasureFirstRow(Report report, Place sidecar)
    {
        using var connection = sidecar.Open();
        var times = Enumerable.Range(0, Turns).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            using var command = new NpgsqlCommand("SELECT g, g * 2 AS twice FROM range(100000000) AS t(g)", connection);
            using var reader = command.ExecuteReader();
            reader.Read();
            var first = clock.Elapsed.TotalMilliseconds;
            command.Cancel();
            try
            {
                reader.Close();
            }
            catch (PostgresException)
            {
                // It was cancelled, which is all that is wanted.
            }

            return first;
        });
        report.Add("the first of 100 M rows by Npgsql", string.Create(CultureInfo.InvariantCulture, $"{Comparison.Median(times):F0} ms"), "<= 50 ms");
    }

    sealed record Place(string Host, int Port, string User, string Password)
    {
        public NpgsqlConnection Open()
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
            {
                Host = Host,
                Port = Port,
                Username = User,
                Password = Password,
                Database = Database,
                Pooling = false,
                CommandTimeout = 0,
            }.ConnectionString);
            connection.Open();
            return connection;
        }

        public void Psql(string command) => PostgresInstallation.Run("env", $"PGPASSWORD={Password}", "psql", "--no-psqlrc", "--host", Host, "--port", $"{Port}", "--username", User, "--dbname", Database,
            "--no-align", "--tuples-only", "--output", "/dev/null", "--command", command);
    }
}
