using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SqlInference.Errors;
using SQLitePCL;

namespace SqlInference.Catalog.Store;

/// <summary>A catalog in a file: write-ahead log, foreign keys, one writer at a time.</summary>
sealed class SqliteDialect(string path) : ICatalogDialect
{
    const int BusyTimeoutSeconds = 30;

    // https://www.sqlite.org/rescode.html
    const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    // Without the provider's pool, which may lend one connection to two callers (https://github.com/dotnet/efcore/issues/39008).
    readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        Pooling = false,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();

    // Stays open, so that no other one is the last, which would copy the log into the file and remove it.
    DbConnection? _idle;

    public string Engine => "sqlite";

    public string Location => path;

    public void Prepare()
    {
        CreateFolder();
        var connection = _idle = Open();
        var mode = connection.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new SqlInferenceException(
                ErrorConditions.CatalogUnusable,
                $"The catalog {path} cannot use a write-ahead log (journal mode is {mode}).",
                "Put the data folder on a local file system.");
        }

        var verdict = connection.Query<string>("PRAGMA quick_check(1)").First();
        if (verdict != "ok")
        {
            throw Damaged(verdict, null);
        }
    }

    public DbConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            // The default of a build may be NORMAL, under which a power cut takes back what was committed.
            connection.Execute("PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public DbTransaction BeginWrite(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    // SQLite itself ends a transaction for which a disk is full or failing. The provider does not always notice: its
    // rollback, and the one it tries when the connection closes, would fail and hide the reason. So it gets something to
    // roll back; and where it did notice, that is taken away again.
    public void RollBack(DbTransaction transaction)
    {
        if (transaction.Connection is not SqliteConnection { Handle: { } handle })
        {
            return;
        }

        if (IsOutsideTransaction(handle))
        {
            raw.sqlite3_exec(handle, "BEGIN");
        }

        transaction.Dispose();
        if (!IsOutsideTransaction(handle))
        {
            raw.sqlite3_exec(handle, "ROLLBACK");
        }
    }

    public DateTimeOffset Now(DbTransaction transaction) => DateTimeOffset.UtcNow;

    public bool MayTryAgain(DbException exception, bool nothingDone) => false;

    public IReadOnlyCollection<string> Tables(DbTransaction transaction) => transaction.Connection!.Query<string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'", transaction: transaction).AsList();

    public string FirstRows(string countParameter) => $"LIMIT {countParameter}";

    public IChangeSignal Watch()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            return new SqliteChangeSignal(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // One statement, so one read transaction: writers go on beside it.
    public void Copy(string path)
    {
        using var connection = Open();
        connection.Execute("VACUUM INTO @path", new { path });
    }

    public SqlInferenceException Translate(DbException exception) => ((exception as SqliteException)?.SqliteErrorCode) switch
    {
        Busy or Locked => new(
            ErrorConditions.CatalogUnusable,
            $"The catalog {path} has been locked by another process for {BusyTimeoutSeconds} seconds.",
            "Try again; if it stays locked, look for a process that is stopped while it writes.", exception),
        ReadOnly or CannotOpen => new(
            ErrorConditions.DataFolderUnusable,
            $"The catalog {path} cannot be opened for writing.",
            "Give the account that runs this program the right to write the folder and the files in it.", exception),
        Full => new(
            ErrorConditions.DiskFull, $"There is no space left for the catalog {path}.", "Free some space and try again.", exception),
        IoError => new(
            ErrorConditions.CatalogUnusable,
            $"The catalog {path} could not be read or written: {exception.Message}.", "Check the disk below it.", exception),
        Corrupt => Damaged(exception.Message, exception),
        NotADatabase => new(
            ErrorConditions.CatalogUnusable,
            $"The file {path} is not a catalog: it is not an SQLite database.",
            "Choose another data folder, or move the file away to begin an empty catalog.", exception),
        _ => new(ErrorConditions.InternalError, $"The catalog {path} refused a statement: {exception.Message}.", inner: exception),
    };

    public void Dispose() => _idle?.Dispose();

    static bool IsOutsideTransaction(sqlite3 handle) => raw.sqlite3_get_autocommit(handle) != 0;

    SqlInferenceException Damaged(string finding, Exception? exception) => new(
        ErrorConditions.CatalogUnusable,
        $"The catalog {path} is damaged: {finding}.",
        "Restore it from a backup, or move it away to begin an empty catalog.", exception);

    void CreateFolder()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Unusable(folder, exception);
        }
    }
}
