using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>
/// Unix sockets for databases on this machine, which wait for one row more often than anybody else: each connection has a
/// thread, so that nobody else has to be woken between its request and its answer.
/// </summary>
sealed class LocalTransport(IMemoryPoolFactory<byte> memory, ILoggerFactory logging) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    const int MostWaiting = 512;

    public bool CanBind(EndPoint endpoint) => OperatingSystem.IsLinux() && endpoint is UnixDomainSocketEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        try
        {
            socket.Listen(MostWaiting);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new AddressInUseException(exception.Message, exception);
        }

        return ValueTask.FromResult<IConnectionListener>(new LocalListener(socket, endpoint, memory.Create(), logging.CreateLogger<LocalTransport>()));
    }
}
