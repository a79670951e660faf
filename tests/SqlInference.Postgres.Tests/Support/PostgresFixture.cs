using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>One server for all tests; each test class has databases of its own on it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is null)
            Cluster = PostgresCluster.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }
}

/// <summary>Tests on the one server, one after the other: some look at how long they wait.</summary>
[CollectionDefinition(Name)]
public sealed class OnePostgres : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}
