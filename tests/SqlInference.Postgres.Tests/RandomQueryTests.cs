using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

[Collection(OnePostgres.Name)]
public sealed class RandomQueryTests(PostgresFixture postgres)
{
    [PostgresFact]
    public Task Random_queries_give_the_same_rows_with_and_without_the_node() => RandomQueries.RunAsync(postgres.Cluster, queries: 400, seed: 20);
}
