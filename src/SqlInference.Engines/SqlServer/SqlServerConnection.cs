using System.Data;
using Microsoft.Data.SqlClient;
using SqlInference.Catalog.Store;
using SqlInference.Engines.Servers;

namespace SqlInference.Engines.SqlServer;

/// <summary>A session of a SQL Server, which gets batches as they are. Used by one thread at a time.</summary>
public sealed class SqlServerConnection : IDisposable
{
    readonly SqlConnection _connection;

    SqlServerConnection(SqlConnection connection) => _connection = connection;

    public string Database => _connection.Database;

    public static SqlServerConnection Open(SqlServerAddress address, Action<string> notice)
    {
        if (SqlServerReach.WhyNot(address.ConnectionString) is { } why)
            throw SqlServerErrors.Away(address, why);
        var connection = new SqlConnection(address.ConnectionString);
        try
        {
            connection.Open();
            connection.InfoMessage += (_, message) => notice(message.Message);
            return new(connection);
        }
        catch (SqlException exception)
        {
            connection.Dispose();
            throw SqlServerErrors.OfConnecting(exception, address);
        }
    }

    /// <summary>Runs one batch; rows come as they are read.</summary>
    /// <param name="isUsers">Whether the user wrote it as it stands, so that errors may point into it.</param>
    public ServerResult Query(string sql, CancellationToken cancellation, bool isUsers = true) =>
        new(Command(sql), isUsers ? SqlServerWording.Instance : SqlServerWording.WithoutPlaces, cancellation);

    public void Execute(string sql, CancellationToken cancellation)
    {
        using var result = Query(sql, cancellation, isUsers: false);
        result.Drain();
    }

    /// <summary>The first value of a batch, as text.</summary>
    public string? Single(string sql, CancellationToken cancellation)
    {
        using var result = Query(sql, cancellation, isUsers: false);
        return result.Read() && result.RowCount > 0 ? result.Text(0, 0) : null;
    }

    /// <summary>Runs a query whose rows are to be trained on; they come as they are read.</summary>
    public TrainingRows Rows(string query, CancellationToken cancellation) => new(Command(query), cancellation);

    /// <summary>Puts rows into a table by bulk copy, column by column.</summary>
    public void Load(string table, DataTable rows, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            using var copy = new SqlBulkCopy(_connection) { DestinationTableName = table, BulkCopyTimeout = 0 };
            copy.WriteToServer(rows);
        }
        catch (SqlException exception)
        {
            throw SqlServerErrors.Of(exception, null, cancellation);
        }
    }

    public void Dispose() => _connection.Dispose();

    SqlCommand Command(string sql) => new(sql, _connection) { CommandTimeout = 0 };
}
