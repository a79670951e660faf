using System.Data.Common;
using Microsoft.Data.SqlClient;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>What SQL Server says of a catalog, as ours.</summary>
static class SqlServerCatalogErrors
{
    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
    const int Fatal = 20;
    const int Deadlock = 1205, LockTimeout = 1222, SnapshotConflict = 3960, SnapshotOfChangedTable = 3961;
    const int Truncated = 8152, TruncatedIn = 2628;

    /// <summary>The work was undone for the sake of others'.</summary>
    public static bool IsConflict(SqlException exception) => exception.Number is Deadlock or SnapshotConflict or SnapshotOfChangedTable;

    /// <summary>The connection is gone, but there was one.</summary>
    public static bool HasBrokenSince(SqlException exception) => HasBroken(exception) && exception.ClientConnectionId != Guid.Empty;

    /// <summary>The connection is gone, or never came to be.</summary>
    static bool HasBroken(SqlException exception) => exception.Class >= Fatal || exception.Number <= 0;

    public static SqlInferenceException Of(DbException exception, string location, int lockTimeoutSeconds) => exception switch
    {
        SqlException refused when !HasBroken(refused) => Refused(refused, location, lockTimeoutSeconds),
        _ => Away(location, exception.Message, exception),
    };

    public static SqlInferenceException Away(string location, string why, Exception? inner = null) =>
        Unusable(location, $"cannot be reached: {why}", "Check that the server runs, and that it can be reached from here.", inner);

    public static SqlInferenceException Unusable(string location, string finding, string hint, Exception? inner = null) =>
        new(ErrorConditions.CatalogUnusable, $"The catalog {location} {finding.TrimEnd('.')}.", hint, inner);

    static SqlInferenceException Refused(SqlException exception, string location, int lockTimeoutSeconds)
    {
        var said = exception.Message.TrimEnd('.');
        return exception.Number switch
        {
            18452 or 18456 or 18470 or 18486 or 18487 or 18488 => Unusable(location,
                $"does not let this program in: {said}", "Check user and password; a password is best left to the environment variable SQLCMDPASSWORD.", exception),
            4060 => Unusable(location, "is in a database that is not there, or in which the login has no user", "Create the database and the user, or name another one.", exception),
            229 or 230 or 262 or 297 or 300 or 2760 or 5011 or 15247 => Unusable(location,
                $"cannot be used: {said}", "Make the user the owner of its default schema and grant it CREATE TABLE, and have snapshot isolation allowed in the database.", exception),
            3906 or 3908 or 978 or 976 => Unusable(location, "cannot be written: its database only reads, as a secondary replica does", "Connect to the primary replica.", exception),
            SqlServerStatements.LockNotGranted or LockTimeout => Unusable(location,
                $"has been locked by another process for {lockTimeoutSeconds} seconds", "Try again; if it stays locked, look in sys.dm_tran_locks for who holds the lock.", exception),
            Deadlock or SnapshotConflict or SnapshotOfChangedTable => Unusable(location, $"is being changed by others: {said}", "Try again.", exception),
            1101 or 1105 or 9002 => new(ErrorConditions.DiskFull, $"There is no space left for the catalog {location}.", "Free some space on its server and try again.", exception),
            Truncated or TruncatedIn => new(ErrorConditions.ValueDoesNotFit, $"The catalog {location} keeps no name that is so long: {said}.", "Choose a shorter name.", exception),
            _ => new(ErrorConditions.InternalError, $"The catalog {location} refused a statement: {said}.", inner: exception),
        };
    }
}
