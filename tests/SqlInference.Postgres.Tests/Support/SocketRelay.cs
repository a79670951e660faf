using System.Net;
using System.Net.Sockets;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Leads from a port of this machine to a server that listens on a unix socket only.</summary>
public sealed class SocketRelay : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly UnixDomainSocketEndPoint _to;

    public SocketRelay(string socket)
    {
        _to = new(socket);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await socket.ConnectAsync(_to);
                using var server = new NetworkStream(socket);
                await Task.WhenAny(client.GetStream().CopyToAsync(server), server.CopyToAsync(client.GetStream()));
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
            }
        }
    }
}
