using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Queries at random, with the node and without it. No service is asked: functions of the script stand for models.</summary>
static class RandomQueries
{
    public static async Task RunAsync(PostgresCluster cluster, int queries, int seed)
    {
        await using (var server = await cluster.OpenAsync("postgres"))
            await server.RunAsync("CREATE DATABASE random_queries");
        var script = Path.Combine(PostgresInstallation.Source, "../../tests/postgres/random-queries.py");
        PostgresInstallation.Run("python3", script, "--queries", queries.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--",
            "psql", "--host", cluster.SocketFolder, "--username", "postgres", "--dbname", "random_queries");
    }
}
