using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace SqlInference.Engines.SqlServer;

/// <summary>The rows of a training query. Disposing of them leaves the rest unread.</summary>
public sealed class TrainingRows : IDisposable
{
    readonly SqlCommand _command;
    readonly CancellationToken _cancellation;
    readonly CancellationTokenRegistration _registration;
    readonly SqlDataReader _reader;
    bool _ended;

    internal TrainingRows(SqlCommand command, CancellationToken cancellation)
    {
        _command = command;
        _cancellation = cancellation;
        _registration = cancellation.Register(command.Cancel);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _reader = command.ExecuteReader();
        }
        catch (Exception exception)
        {
            _registration.Dispose();
            command.Dispose();
            throw Translated(exception);
        }
    }

    /// <summary>Name, type, and for numbers precision and scale.</summary>
    public IReadOnlyList<DbColumn> Columns => _reader.GetColumnSchema();

    /// <summary>The row at hand.</summary>
    public DbDataReader Row => _reader;

    public bool Read()
    {
        try
        {
            return !(_ended = !_reader.Read());
        }
        catch (SqlException exception)
        {
            _ended = true;
            throw Translated(exception);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        if (!_ended)
            _command.Cancel();
        try
        {
            _reader.Dispose();
        }
        catch (SqlException)
        {
            // It was cancelled, or the connection is gone: whoever uses it next is told.
        }

        _command.Dispose();
    }

    Exception Translated(Exception exception) => exception is SqlException error ? SqlServerErrors.Of(error, null, _cancellation) : exception;
}
