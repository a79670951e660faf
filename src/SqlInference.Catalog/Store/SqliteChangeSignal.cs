using Dapper;
using Microsoft.Data.Sqlite;

namespace SqlInference.Catalog.Store;

/// <summary>
/// Asks a connection that is kept for it whether another one, of any process, has committed since
/// (https://www.sqlite.org/pragma.html#pragma_data_version). That reads no page of the file.
/// </summary>
sealed class SqliteChangeSignal(SqliteConnection connection) : IChangeSignal
{
    long? _seen;

    public bool MayHaveChanged()
    {
        var version = connection.ExecuteScalar<long>("PRAGMA data_version");
        var changed = version != _seen;
        _seen = version;
        return changed;
    }

    public void Dispose() => connection.Dispose();
}
