using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace SqlInference.Catalog.Store;

/// <summary>
/// Listens on a connection of its own for what the catalog's trigger tells. While that connection is down anything may
/// have changed, and it is made again.
/// </summary>
sealed class PostgresChangeSignal : IChangeSignal
{
    static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _end = new();
    readonly string _connectionString;
    readonly Task _listening;
    volatile bool _isListening;
    bool _mayHaveChanged = true;

    public PostgresChangeSignal(string connectionString)
    {
        // A connection that nothing travels on is seen to be dead by asking whether it lives.
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 1 }.ConnectionString;
        _listening = Task.Run(ListenAsync);
    }

    public bool MayHaveChanged() => !_isListening | Interlocked.Exchange(ref _mayHaveChanged, false);

    public void Dispose()
    {
        _end.Cancel();
        _listening.GetAwaiter().GetResult();
        _end.Dispose();
    }

    async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    await ListenOnceAsync();
                }
                catch (Exception exception) when (exception is DbException or SocketException or IOException or TimeoutException)
                {
                    // The server may be back at the next attempt.
                }

                _isListening = false;
                await Task.Delay(PauseBetweenAttempts, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _isListening = false;
        }
    }

    async Task ListenOnceAsync()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(_end.Token);
        connection.Notification += (_, _) => Interlocked.Exchange(ref _mayHaveChanged, true);
        var channel = await connection.ExecuteScalarAsync<string?>(Command("SELECT quote_ident(current_schema())"));
        await connection.ExecuteAsync(Command($"LISTEN {channel}"));

        // Whatever was changed while nobody listened.
        Interlocked.Exchange(ref _mayHaveChanged, true);
        _isListening = true;
        while (true)
            await connection.WaitAsync(_end.Token);
    }

    CommandDefinition Command(string sql) => new(sql, cancellationToken: _end.Token);
}
