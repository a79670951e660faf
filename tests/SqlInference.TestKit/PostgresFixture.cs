namespace SqlInference.TestKit;

/// <summary>One PostgreSQL server for all tests of a collection, which have databases of their own on it; none where none can be started.</summary>
public class PostgresFixture : IAsyncLifetime
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
