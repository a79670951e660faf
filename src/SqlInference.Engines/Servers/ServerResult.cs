using System.Data.Common;

namespace SqlInference.Engines.Servers;

/// <summary>What a statement answers on a database server, some rows at a time. Disposing of it leaves the rest unread.</summary>
public sealed class ServerResult : IDisposable
{
    const int RowsAtOnce = 256;

    readonly DbCommand _command;
    readonly IServerWording _wording;
    readonly CancellationToken _cancellation;
    readonly CancellationTokenRegistration _registration;
    readonly DbDataReader _reader;
    string?[][] _rows = [];
    bool _ended;

    internal ServerResult(DbCommand command, IServerWording wording, CancellationToken cancellation)
    {
        _command = command;
        _wording = wording;
        _cancellation = cancellation;
        _registration = cancellation.Register(command.Cancel);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _reader = Translated(() => command.ExecuteReader());
            Columns = ColumnsOf(_reader);
        }
        catch
        {
            _registration.Dispose();
            command.Dispose();
            throw;
        }
    }

    public IReadOnlyList<ServerColumn> Columns { get; private set; }

    public bool HasRows => Columns.Count > 0;

    /// <summary>How many rows were inserted, updated or deleted; -1 for what does nothing of the kind.</summary>
    public long RowsChanged => _reader.RecordsAffected;

    public int RowCount { get; private set; }

    /// <summary>Moves to the next rows; false at the end.</summary>
    public bool Read()
    {
        if (_rows.Length == 0)
            _rows = [.. Enumerable.Range(0, RowsAtOnce).Select(_ => new string?[Columns.Count])];
        RowCount = 0;
        while (RowCount < RowsAtOnce && Translated(_reader.Read))
        {
            var row = _rows[RowCount++];
            for (var column = 0; column < row.Length; column++)
                row[column] = _reader.IsDBNull(column) ? null : _wording.Text(_reader, column);
        }

        return RowCount > 0;
    }

    /// <summary>The value as the server prints it; null for NULL.</summary>
    public string? Text(int column, int row) => _rows[row][column];

    /// <summary>Goes on to the next result of the same statement; false where there is none.</summary>
    public bool Next()
    {
        _ended = !Translated(_reader.NextResult);
        if (_ended)
            return false;
        Columns = ColumnsOf(_reader);
        _rows = [];
        return true;
    }

    /// <summary>Reads to the end, so that everything has happened.</summary>
    public void Drain()
    {
        do
        {
            while (Translated(_reader.Read))
            {
            }

            _ended = !Translated(_reader.NextResult);
        }
        while (!_ended);
    }

    public void Dispose()
    {
        _registration.Dispose();
        // Rows that nobody wants are not computed.
        if (!_ended)
            _command.Cancel();
        try
        {
            _reader.Dispose();
        }
        catch (DbException)
        {
            // It was cancelled, or the connection is gone: whoever uses it next is told.
        }

        _command.Dispose();
    }

    ServerColumn[] ColumnsOf(DbDataReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(column => _wording.Column(reader, column))];

    T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException exception)
        {
            throw _wording.Translate(exception, _command.CommandText, _cancellation);
        }
    }
}
