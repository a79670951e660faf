using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>While a model is replaced again and again, each query has the answers of one version, over all of its requests and workers.</summary>
[Collection(OnePostgres.Name)]
public sealed class ReplacementTests(PostgresFixture postgres)
{
    const int Versions = 4;

    // One argument in all rows, so that answers differ by version only.
    const string Script = """
        SELECT (min(score(x)) <> max(score(x)))::int AS mixed, min(score(x)) AS answer, count(score(x)) AS answers FROM t \gset
        INSERT INTO seen VALUES (:mixed, :answer, :answers);
        """;

    [PostgresFact]
    public async Task A_query_has_one_version_from_its_beginning_to_its_end()
    {
        await using var service = await ServiceHost.StartAsync();
        var database = await postgres.Cluster.CreateDatabaseAsync(service.Address);
        await using (var setup = await postgres.Cluster.OpenAsync(database))
        {
            await setup.RunAsync("CREATE TABLE t AS SELECT 1000 AS x FROM generate_series(1, 300); ALTER TABLE t SET (parallel_workers = 2); ANALYZE t; CREATE TABLE seen (mixed int, answer float8, answers int)");
            foreach (var setting in new[]
            {
                "sqlinference.deduplicate = off", "sqlinference.batch_rows = 40", "parallel_setup_cost = 0", "parallel_tuple_cost = 0",
                "max_parallel_workers_per_gather = 2", "sqlinference.wait_for_training = on",
            })
                await setup.RunAsync($"ALTER DATABASE {database} SET {setting}");
        }

        await using var connection = await postgres.Cluster.OpenAsync(database);
        await ReplaceAsync(1);
        Assert.Contains("Workers Planned: 2", string.Join('\n', await connection.RowsAsync("EXPLAIN SELECT min(score(x)) FROM t")), StringComparison.Ordinal);

        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script);
        File.SetUnixFileMode(script, (UnixFileMode)0b110_100_100);
        for (var round = 0; round < 20 && int.Parse((await connection.AskAsync("SELECT count(DISTINCT answer) FROM seen"))!) < Versions; round++)
        {
            var clients = Task.Run(() => PostgresInstallation.Default.Program("pgbench", "--host", postgres.Cluster.SocketFolder, "--username", "postgres", "--no-vacuum",
                "--file", script, "--client", "16", "--jobs", "2", "--transactions", "10", "--protocol", "prepared", database));
            for (var seed = 2; !clients.IsCompleted; seed++)
                await ReplaceAsync(seed + 1000 * round);
            Assert.Contains("number of transactions actually processed: 160/160", await clients, StringComparison.Ordinal);
        }

        File.Delete(script);
        Assert.Equal("0|300|300|t", Assert.Single(await connection.RowsAsync($"SELECT sum(mixed), min(answers), max(answers), count(DISTINCT answer) >= {Versions} FROM seen")));

        Task ReplaceAsync(int seed) => connection.RunAsync($"SELECT sqlinference.run('CREATE OR REPLACE MODEL m FROM (SELECT g AS x FROM generate_series(1, 300) AS g) FUNCTION score " +
            $"RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED {seed})')");
    }
}
