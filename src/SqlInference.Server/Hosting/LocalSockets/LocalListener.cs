using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>Accepts connections: so many with a thread of their own, those beyond as Kestrel has them.</summary>
sealed class LocalListener(Socket listener, EndPoint endpoint, MemoryPool<byte> memory, ILogger logger) : IConnectionListener
{
    const int MostThreads = 256;

    static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(250);

    readonly SocketConnectionContextFactory _others = new(new(), logger);
    readonly BlockMemory _memory = new(memory);
    readonly BriefPolling _polling = new();
    readonly ConcurrentDictionary<LocalConnection, bool> _connections = [];
    Timer? _watch;

    public EndPoint EndPoint => endpoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                return _connections.Count < MostThreads ? Start(socket) : StartOther(socket);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException)
            {
                // Whoever wanted to connect has given up.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        _watch?.Dispose();
        _others.Dispose();
        return ValueTask.CompletedTask;
    }

    ConnectionContext Start(Socket socket)
    {
        var connection = new LocalConnection(socket, _polling);
        connection.Features.Set<IMemoryPoolFeature>(_memory);
        _connections.TryAdd(connection, true);
        _watch ??= new(Watch, null, WatchEvery, WatchEvery);
        try
        {
            connection.Start(ended => _connections.TryRemove(ended, out _));
            return connection;
        }
        catch (OutOfMemoryException)
        {
            // No more threads: it can do without.
            _connections.TryRemove(connection, out _);
            return StartOther(socket);
        }
    }

    ConnectionContext StartOther(Socket socket)
    {
        var connection = _others.Create(socket);
        connection.Features.Set<IMemoryPoolFeature>(_memory);
        return connection;
    }

    /// <summary>A connection that computes an answer itself does not hear its client hang up.</summary>
    void Watch(object? state)
    {
        foreach (var (connection, _) in _connections)
            connection.Watch();
    }

    /// <summary>Kestrel's blocks, for what it writes before it sends: it cannot do with any other pool.</summary>
    sealed class BlockMemory(MemoryPool<byte> blocks) : IMemoryPoolFeature
    {
        public MemoryPool<byte> MemoryPool => blocks;
    }
}
