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

/// <summary>Predictions in a PostgreSQL without our extension: a query scored in batches against calls row by row through dblink, which a sample stands for.</summary>
static class ManagedBenchmark
{
    const string Goal = ">= 20";
    const int Rows = 1_000_000;
    const int Sample = 2_000;
    const int Turns = 3;

    public static void Run(Report report)
    {
        if (PostgresInstallation.WhyNot is { } missing)
            Console.Error.WriteLine($"The sidecar is not measured from PostgreSQL: {missing}");
        else
            RunAsync(report).GetAwaiter().GetResult();
    }

    static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-managed-").FullName;
        await using var cluster = PostgresCluster.Start();
        using (var catalogs = new PgCatalogFile())
        using (var engine = EmbeddedEngine.Open(Path.Combine(folder, "data"), new() { ModelFolders = [Path.Combine(AppContext.BaseDirectory, "data")] }, lockDown: new([], catalogs.Statements)))
        {
            var token = engine.Service.Catalog.Tokens.Create(new() { Name = "ann", Role = AccessRole.Admin, Actor = "benchmark" }).Text;
            await using var sidecar = await SidecarServer.StartAsync(engine, new() { Listen = [new(IPAddress.Loopback, 0)] }, NullLoggerFactory.Instance);
            using var connection = await InstallAsync(cluster, IPEndPoint.Parse(sidecar.Addresses[0]).Port, token);
            connection.Run($"SELECT sqlinference.run($$ {Models.CreateLinear("cheap")} $$)");
            connection.Run("SET sqlinference.wait_for_training = on");
            connection.Run("SELECT sqlinference.run($$ CREATE MODEL forest FROM (SELECT a1 FROM wide LIMIT 10000) FUNCTION forest RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST $$)");
            var inputs = string.Join(", ", Enumerable.Range(1, 8).Select(i => $"a{i}"));
            Compare(report, connection, "a linear model of 8 columns", "cheap", inputs);
            Compare(report, connection, "a random cut forest of 1 column", "forest", "a1");
        }

        Directory.Delete(folder, recursive: true);
    }

    static async Task<NpgsqlConnection> InstallAsync(PostgresCluster cluster, int port, string password)
    {
        await using (var admin = await cluster.OpenAsync("postgres"))
        {
            await admin.RunAsync(
                """
                CREATE EXTENSION dblink; CREATE EXTENSION postgres_fdw; CREATE ROLE maker LOGIN;
                GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO maker; GRANT CREATE ON DATABASE postgres TO maker; GRANT CREATE ON SCHEMA public TO maker;
                """);
        }

        var maker = await cluster.OpenAsync("postgres", "maker");
        await maker.RunAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "postgres", "managed.sql")));
        await maker.RunAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            ALTER SERVER sqlinference OPTIONS (SET port '{port}');
            CREATE USER MAPPING FOR maker SERVER sqlinference OPTIONS (user 'ann', password '{password}');
            CREATE TABLE wide AS SELECT g AS id, {string.Join(", ", Enumerable.Range(1, 8).Select(i => $"(g::int8 * {7919 + i} % 1000003)::float8 / 1000 AS a{i}"))} FROM generate_series(1, {Rows}) AS g;
            SELECT dblink_connect('mine', 'sqlinference');
            """));
        return maker;
    }

    static void Compare(Report report, NpgsqlConnection connection, string what, string model, string inputs)
    {
        var arguments = string.Join(" || ', ' || ", inputs.Split(", "));
        var scored = Seconds(() => Ask(connection, Rows, $"SELECT count(score) FROM sqlinference.score('SELECT id, {inputs} FROM wide', '{model}') AS t(id int, score float8)"));
        var single = Seconds(() => Ask(connection, Sample,
            $"SELECT count((SELECT p FROM dblink('mine', 'SELECT {model}(' || {arguments} || ')') AS t(p float8))) FROM (SELECT * FROM wide LIMIT {Sample}) AS x"));
        var (rate, limit) = (Rows / scored, Sample / single);
        report.Add($"1 M rows by sqlinference.score, {what} (limit: {Sample:N0} rows one by one through dblink)", $"{rate:N0} rows/s", $"{limit:N0} rows/s", rate / limit, Goal);
    }

    static double Seconds(Action work)
    {
        work();
        return Comparison.Median(Enumerable.Range(0, Turns).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed.TotalSeconds;
        }).ToArray());
    }

    static void Ask(NpgsqlConnection connection, long expected, string query)
    {
        using var command = new NpgsqlCommand(query, connection) { CommandTimeout = 0 };
        if ((long)command.ExecuteScalar()! is var rows && rows != expected)
            throw new InvalidOperationException($"{rows} rows were scored, and not {expected}.");
    }
}
