using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A database whose service is a fake, and a connection to it.</summary>
[Collection(OnePostgres.Name)]
public abstract class FakeHostTests(PostgresFixture postgres, bool isLocal = false) : IAsyncLifetime
{
    protected PostgresCluster Cluster => postgres.Cluster;

    protected FakeHost Host { get; } = new(isLocal);

    protected string Database { get; private set; } = "";

    protected NpgsqlConnection Connection { get; private set; } = null!;

    protected virtual string DatabaseEncoding => "UTF8";

    public async Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is not null)
            return;
        Database = await Cluster.CreateDatabaseAsync(Host.Address, DatabaseEncoding);
        Connection = await Cluster.OpenAsync(Database);
    }

    public async Task DisposeAsync()
    {
        if (Connection is not null)
            await Connection.DisposeAsync();
        Host.Dispose();
    }
}
