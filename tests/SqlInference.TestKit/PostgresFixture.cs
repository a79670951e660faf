namespace SqlInference.TestKit;

/// <summary>One PostgreSQL server for all tests of a collection, which have databases of their own on it; none where none can be started.</summary>
public class PostgresFixture : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    /// <summary>What to start; null where it cannot be had.</summary>
    protected virtual PostgresInstallation? Installation => PostgresInstallation.WhyNot is null ? PostgresInstallation.Default : null;

    public Task InitializeAsync()
    {
        if (Installation is { } installation)
            Cluster = PostgresCluster.Start(installation);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }
}
