using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>A catalog in a schema of a PostgreSQL database, which services on several machines may share.</summary>
sealed class PostgresDialect : ICatalogDialect
{
    /// <summary>Where the catalog is unless the connection's search_path says otherwise.</summary>
    public const string DefaultSchema = "sqlinference_catalog";

    const int OldestServer = 13;

    const int LockTimeoutSeconds = 30;

    readonly string _connectionString;
    readonly bool _hasDefaultSchema;

    public PostgresDialect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            Enlist = false,
            CommandTimeout = 2 * LockTimeoutSeconds,
            ApplicationName = "sqlinference catalog",
        };
        _hasDefaultSchema = string.IsNullOrEmpty(settings.SearchPath);
        if (_hasDefaultSchema)
            settings.SearchPath = DefaultSchema;
        _connectionString = settings.ConnectionString;
        var database = settings.Database ?? settings.Username;
        Location = settings.Host is ['/', ..] ? $"{database} at {settings.Host}" : $"{database} at {settings.Host}:{settings.Port}";
    }

    public string Engine => "postgresql";

    public string Location { get; }

    public void Prepare()
    {
        using var connection = Open();
        if (((NpgsqlConnection)connection).PostgreSqlVersion is var version && version.Major < OldestServer)
        {
            throw Unusable($"is on PostgreSQL {version}, and a catalog needs {OldestServer} or later", "Choose a newer server.");
        }

        var encoding = connection.ExecuteScalar<string>("SHOW server_encoding");
        if (encoding != "UTF8")
        {
            throw Unusable($"is in a database with the encoding {encoding}", "Choose a database with the encoding UTF8.");
        }

        if (SchemaOf(connection) is null)
        {
            CreateSchema(connection);
        }
    }

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SocketException exception)
        {
            connection.Dispose();
            throw new NpgsqlException(exception.Message, exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    // Each statement sees what was committed before it, so that after the lock everything is as the last writer left it.
    // A writer that is stopped, or whose machine is gone, does not keep the others waiting for good.
    public DbTransaction BeginWrite(DbConnection connection)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        connection.Execute(
            $"""
            SET LOCAL lock_timeout = '{LockTimeoutSeconds}s';
            SET LOCAL idle_in_transaction_session_timeout = '{LockTimeoutSeconds - 5}s';
            SELECT pg_advisory_xact_lock(hashtext('sqlinference_catalog'), hashtext(current_schema()))
            """,
            transaction: transaction);
        return transaction;
    }

    public void RollBack(DbTransaction transaction)
    {
        try
        {
            transaction.Dispose();
        }
        catch (DbException)
        {
            // The server takes back what belonged to a connection that broke.
        }
    }

    // The machines that share a catalog need not agree what time it is.
    public DateTimeOffset Now(DbTransaction transaction) =>
        new(transaction.Connection!.ExecuteScalar<DateTime>("SELECT clock_timestamp()", transaction: transaction));

    public bool MayTryAgain(DbException exception, bool nothingDone)
    {
        if (exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
        {
            return true;
        }

        if (!nothingDone || !HasBroken(exception))
        {
            return false;
        }

        // A server that was started anew has ended all that are kept.
        using var connection = new NpgsqlConnection(_connectionString);
        NpgsqlConnection.ClearPool(connection);
        return true;
    }

    public IReadOnlyCollection<string> Tables(DbTransaction transaction) => transaction.Connection!.Query<string>(
        "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", transaction: transaction).AsList();

    public string FirstRows(string countParameter) => $"LIMIT {countParameter}";

    public IChangeSignal Watch() => new PostgresChangeSignal(_connectionString);

    public void Copy(string path) => throw Unusable("is in PostgreSQL and not copied into a file", "pg_dump copies it.");

    public SqlInferenceException Translate(DbException exception) => exception is PostgresException refused
        ? Refused(refused)
        : Unusable($"cannot be reached: {Cause(exception)}", "Check that the server runs, that it can be reached from here and that its password is in the file that PGPASSFILE or passfile names.", exception);

    public void Dispose()
    {
        using var connection = new NpgsqlConnection(_connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    static string? SchemaOf(DbConnection connection) => connection.ExecuteScalar<string?>("SELECT current_schema()");

    static bool HasBroken(DbException exception) => exception is PostgresException
        ? exception.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : exception.IsTransient && exception.InnerException is not TimeoutException;

    static string Cause(DbException exception) => exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
        ? $"{exception.Message.TrimEnd('.')}: {inner.Message.TrimEnd('.')}."
        : $"{exception.Message.TrimEnd('.')}.";

    void CreateSchema(DbConnection connection)
    {
        if (!_hasDefaultSchema)
        {
            throw Unusable("has none of the schemas of its connection's search_path, or its user may not use them", "Create the schema, and make the user its owner.");
        }

        // Two that start at once would both find it missing.
        using var transaction = BeginWrite(connection);
        connection.Execute($"CREATE SCHEMA IF NOT EXISTS {DefaultSchema}", transaction: transaction);
        transaction.Commit();
        if (SchemaOf(connection) is null)
        {
            throw Unusable($"has a schema {DefaultSchema} that its user may not use", "Make the user its owner.");
        }
    }

    SqlInferenceException Refused(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Unusable(
            $"does not let this program in: {exception.MessageText}.",
            "Check the user; the password belongs in the file that PGPASSFILE or passfile names.", exception),
        PostgresErrorCodes.InvalidCatalogName => Unusable("is in a database that is not there.", "Create the database, or name another one.", exception),
        PostgresErrorCodes.InsufficientPrivilege => Unusable(
            $"cannot be used: {exception.MessageText}.",
            $"Create the schema {DefaultSchema} and make the user its owner, or grant the user CREATE on the database.", exception),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unusable(
            "cannot be written: its server only reads, as a standby does.", "Connect to the primary server.", exception),
        PostgresErrorCodes.LockNotAvailable => Unusable(
            $"has been locked by another process for {LockTimeoutSeconds} seconds.",
            "Try again; if it stays locked, look in pg_stat_activity for who holds the lock.", exception),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Unusable(
            $"is being changed by others: {exception.MessageText}.", "Try again.", exception),
        PostgresErrorCodes.DiskFull => new(
            ErrorConditions.DiskFull, $"There is no space left for the catalog {Location}.", "Free some space on its server and try again.", exception),
        PostgresErrorCodes.CharacterNotInRepertoire => new(
            ErrorConditions.ValueDoesNotFit, $"The catalog {Location} keeps no text with the character U+0000.", "Leave the character out.", exception),
        ['5', '7', 'P', ..] or ['5', '3', ..] or ['2', '5', 'P', '0', '3'] => Unusable(
            $"is not available: {exception.MessageText}.", "Try again; the server's log says more.", exception),
        _ => new(ErrorConditions.InternalError, $"The catalog {Location} refused a statement: {exception.MessageText}.", inner: exception),
    };

    SqlInferenceException Unusable(string finding, string hint, Exception? inner = null) =>
        new(ErrorConditions.CatalogUnusable, $"The catalog {Location} {finding.TrimEnd('.')}.", hint, inner);
}
