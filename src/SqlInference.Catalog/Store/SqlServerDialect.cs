using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>A catalog in the default schema of a user of a SQL Server database, which services on several machines may share.</summary>
sealed class SqlServerDialect : ICatalogDialect
{
    const int OldestServer = 14;
    const int LockTimeoutSeconds = 30;

    // Azure's databases and instances count their versions otherwise.
    const int AzureDatabase = 5, AzureInstance = 8;

    readonly string _connectionString;

    public SqlServerDialect(string connectionString)
    {
        var settings = new SqlConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            Enlist = false,
            MultipleActiveResultSets = false,
            ApplicationName = "sqlinference catalog",
        };
        _connectionString = settings.ConnectionString;
        Location = $"{settings.InitialCatalog} at {settings.DataSource.Replace(',', ':')}";
    }

    public string Engine => "sqlserver";

    public string Location { get; }

    public void Prepare()
    {
        if (SqlServerReach.WhyNot(_connectionString) is { } why)
            throw SqlServerCatalogErrors.Away(Location, why);
        using var connection = Open();
        var (version, edition) = connection.QuerySingle<(int, int)>(SqlServerStatements.Version);
        if (version < OldestServer && edition is not (AzureDatabase or AzureInstance))
        {
            throw SqlServerCatalogErrors.Unusable(Location, string.Create(CultureInfo.InvariantCulture, $"is on a SQL Server of version {version}, and a catalog needs {OldestServer} (2017) or later"), "Choose a newer server.");
        }

        // Readers see one state of the catalog and wait for nobody.
        if (connection.ExecuteScalar<int>(SqlServerStatements.SnapshotState) != 1)
            connection.Execute(SqlServerStatements.AllowSnapshots, commandTimeout: 4 * LockTimeoutSeconds);
    }

    public DbConnection Open()
    {
        var connection = new SqlConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.Snapshot);

    // Each statement sees what was committed before it, so that after the lock everything is as the last writer left it.
    public DbTransaction BeginWrite(DbConnection connection)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        connection.Execute(SqlServerStatements.Lock, new { timeout = LockTimeoutSeconds * 1000 }, transaction, commandTimeout: 2 * LockTimeoutSeconds);
        return transaction;
    }

    public void RollBack(DbTransaction transaction)
    {
        try
        {
            transaction.Dispose();
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            // The server takes back what belonged to a connection that broke, or has done so itself.
        }
    }

    // The machines that share a catalog need not agree what time it is.
    public DateTimeOffset Now(DbTransaction transaction) =>
        new(transaction.Connection!.ExecuteScalar<DateTime>(SqlServerStatements.Now, transaction: transaction).Ticks, TimeSpan.Zero);

    public bool MayTryAgain(DbException exception, bool nothingDone)
    {
        if (exception is not SqlException refused)
            return false;
        if (SqlServerCatalogErrors.IsConflict(refused))
            return true;
        if (!nothingDone || !SqlServerCatalogErrors.HasBrokenSince(refused))
            return false;

        // A server that was started anew has ended all that are kept.
        Dispose();
        return true;
    }

    public IReadOnlyCollection<string> Tables(DbTransaction transaction) =>
        transaction.Connection!.Query<string>(SqlServerStatements.Tables, transaction: transaction).AsList();

    public string FirstRows(string countParameter) => $"OFFSET 0 ROWS FETCH NEXT {countParameter} ROWS ONLY";

    public IChangeSignal Watch() => new SqlServerChangeSignal(_connectionString);

    public void Copy(string path) => throw SqlServerCatalogErrors.Unusable(Location, "is in SQL Server and not copied into a file", "BACKUP DATABASE copies it.");

    public SqlInferenceException Translate(DbException exception) => SqlServerCatalogErrors.Of(exception, Location, LockTimeoutSeconds);

    public void Dispose()
    {
        using var connection = new SqlConnection(_connectionString);
        SqlConnection.ClearPool(connection);
    }
}
