using Npgsql;
using NpgsqlTypes;
using SqlInference.Engines.Servers;

namespace SqlInference.Engines.PostgreSql;

/// <summary>A session of a PostgreSQL server, which gets statements as they are and answers values as text. Used by one thread at a time.</summary>
public sealed class PostgreSqlConnection : IDisposable
{
    readonly NpgsqlConnection _connection;

    // What looks like a parameter is the statement's own business.
    static PostgreSqlConnection() => AppContext.SetSwitch("Npgsql.EnableSqlRewriting", false);

    PostgreSqlConnection(NpgsqlConnection connection) => _connection = connection;

    public string Database => _connection.Database;

    public static PostgreSqlConnection Open(PostgreSqlAddress address, Action<string> notice)
    {
        var connection = new NpgsqlConnection(address.ConnectionString);
        try
        {
            connection.Open();
            connection.Notice += (_, message) => notice(message.Notice.MessageText);
            return new(connection);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            connection.Dispose();
            throw ServerErrors.OfConnecting(exception, address);
        }
    }

    /// <summary>Runs one statement; rows come as they are read.</summary>
    public ServerResult Query(string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = true };
        return new(command, PostgreSqlWording.Instance, cancellation);
    }

    public void Execute(string sql, CancellationToken cancellation)
    {
        using var result = Query(sql, cancellation);
        result.Drain();
    }

    /// <summary>The one value of a query with one parameter, as text.</summary>
    public string? Single(string sql, string argument, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = true };
        command.Parameters.Add(new() { Value = argument, NpgsqlDbType = NpgsqlDbType.Text });
        using var result = new ServerResult(command, PostgreSqlWording.Instance, cancellation);
        return result.Read() && result.RowCount > 0 ? result.Text(0, 0) : null;
    }

    /// <summary>Runs COPY … FROM STDIN; <paramref name="write"/> hands over the bytes. What throws in it ends the statement.</summary>
    public void CopyIn(string sql, Action<Stream> write, CancellationToken cancellation)
    {
        try
        {
            using var target = _connection.BeginTextImport(sql);
            try
            {
                // The bytes of the file are the server's to understand.
                write(((StreamWriter)target).BaseStream);
            }
            catch when (target is NpgsqlCopyTextWriter copy)
            {
                copy.Cancel();
                throw;
            }
        }
        catch (NpgsqlException exception)
        {
            throw ServerErrors.Of(exception, sql, cancellation);
        }
    }

    public void Dispose() => _connection.Dispose();
}
