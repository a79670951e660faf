namespace SqlInference.Catalog.Store;

/// <summary>What the dialect itself says to SQL Server.</summary>
static class SqlServerStatements
{
    /// <summary>The error that <see cref="Lock"/> raises where others hold the lock too long.</summary>
    public const int LockNotGranted = 51111;

    public const string Version = "SELECT CAST(SERVERPROPERTY('ProductMajorVersion') AS int), CAST(SERVERPROPERTY('EngineEdition') AS int)";

    public const string SnapshotState = "SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE database_id = DB_ID()";

    // Of two that start at once, the second finds it done.
    public const string AllowSnapshots =
        """
        EXEC sp_getapplock @Resource = N'sqlinference_catalog_snapshots', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 60000;
        IF (SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()) <> 1
            ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;
        EXEC sp_releaseapplock @Resource = N'sqlinference_catalog_snapshots', @LockOwner = 'Session';
        """;

    public const string Lock =
        """
        DECLARE @resource nvarchar(255) = N'sqlinference_catalog ' + SCHEMA_NAME(), @granted int;
        EXEC @granted = sp_getapplock @Resource = @resource, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = @timeout;
        IF @granted < 0 THROW 51111, 'the lock of the catalog was not granted', 1;
        """;

    public const string Now = "SELECT SYSUTCDATETIME()";

    public const string Tables = "SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID()";

    /// <summary>No row while somebody is changing it, whom the question does not wait for.</summary>
    public const string Stamp = "SELECT stamp FROM catalog_change WITH (READPAST, READCOMMITTEDLOCK)";

    public static IReadOnlyList<string> All { get; } = [Version, SnapshotState, AllowSnapshots, Lock, Now, Tables, Stamp];
}
