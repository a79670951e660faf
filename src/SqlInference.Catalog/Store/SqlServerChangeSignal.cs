using Dapper;
using Microsoft.Data.SqlClient;

namespace SqlInference.Catalog.Store;

/// <summary>Looks at the number of changes on a connection that is kept for it. One that is being made may have been made by the next look.</summary>
sealed class SqlServerChangeSignal(string connectionString) : IChangeSignal
{
    readonly SqlConnection _connection = new(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
    long? _seen;

    public bool MayHaveChanged()
    {
        if (_connection.State != System.Data.ConnectionState.Open)
            _connection.Open();
        var stamp = _connection.QueryFirstOrDefault<long?>(SqlServerStatements.Stamp);
        var changed = stamp is null || stamp != _seen;
        _seen = stamp;
        return changed;
    }

    public void Dispose() => _connection.Dispose();
}
