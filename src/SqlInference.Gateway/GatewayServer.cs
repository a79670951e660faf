using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SqlInference.Gateway.Sessions;

namespace SqlInference.Gateway;

/// <summary>
/// Stands in front of a PostgreSQL server and passes everything on as it is, but for statements about models, which it puts into
/// PostgreSQL's words: so that they can be typed as they are written.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    const int Backlog = 512;

    static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    readonly GatewayOptions _options;
    readonly List<Socket> _listeners = [];
    readonly List<Task> _accepting = [];
    readonly ConcurrentDictionary<Session, Task> _sessions = [];
    bool _isStopping;

    GatewayServer(GatewayOptions options) => _options = options;

    /// <summary>Where it listens, with the ports that were chosen for it.</summary>
    public IReadOnlyList<EndPoint> Addresses => [.. _listeners.Select(listener => listener.LocalEndPoint!)];

    /// <exception cref="SocketException">An address cannot be listened on.</exception>
    public static GatewayServer Start(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new GatewayServer(options);
        try
        {
            foreach (var address in options.Listen)
                server._listeners.Add(Listen(address));
        }
        catch
        {
            server._listeners.ForEach(listener => listener.Dispose());
            throw;
        }

        server._accepting.AddRange(server._listeners.Select(server.AcceptAsync));
        return server;
    }

    /// <summary>Takes no more clients; ends sessions when they do nothing, and all of them when their time is over.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        _listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        var end = DateTime.UtcNow + _options.StopTimeout;
        while (!_sessions.IsEmpty)
        {
            foreach (var (session, _) in _sessions)
            {
                if (DateTime.UtcNow > end)
                    session.Close();
                else
                    session.End();
            }

            await Task.WhenAny(Task.WhenAll(_sessions.Values), Task.Delay(LooksEvery)).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (session, _) in _sessions)
            session.Close();
        await StopAsync().ConfigureAwait(false);
    }

    static Socket Listen(EndPoint address)
    {
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    async Task AcceptAsync(Socket listener)
    {
        while (!_isStopping)
        {
            try
            {
                var client = await listener.AcceptAsync().ConfigureAwait(false);
                if (client.LocalEndPoint is IPEndPoint)
                    client.NoDelay = true;
                Begin(client);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // One that went away again; or we stop.
                if (!_isStopping)
                    await Task.Delay(LooksEvery).ConfigureAwait(false);
            }
        }
    }

    void Begin(Socket client)
    {
        var session = new Session(client, _options);
        var isOneTooMany = _sessions.Count >= _options.MostConnections;
        var ended = new TaskCompletionSource();
        _sessions[session] = ended.Task;
        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await session.RunAsync(isOneTooMany).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _options.Log($"a session ended: {exception}");
            }
            finally
            {
                _sessions.TryRemove(session, out _);
                session.Dispose();
                ended.SetResult();
            }
        }
    }
}
