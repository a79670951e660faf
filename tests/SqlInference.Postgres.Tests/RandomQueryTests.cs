using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>No service is asked: functions of the script stand for models.</summary>
[Collection(OnePostgres.Name)]
public sealed class RandomQueryTests(PostgresFixture postgres)
{
    [PostgresFact]
    public async Task Random_queries_give_the_same_rows_with_and_without_the_node()
    {
        await using (var server = await postgres.Cluster.OpenAsync("postgres"))
            await server.RunAsync("CREATE DATABASE random_queries");
        var script = Path.Combine(PostgresInstallation.Source, "../../tests/postgres/random-queries.py");
        PostgresInstallation.Run("python3", script, "--queries", "400", "--seed", "20", "--", "psql", "--host", postgres.Cluster.SocketFolder, "--username", "postgres", "--dbname", "random_queries");
    }
}
