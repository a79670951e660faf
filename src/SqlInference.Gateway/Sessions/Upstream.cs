using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace SqlInference.Gateway.Sessions;

/// <summary>Connections to the server behind the gateway.</summary>
static class Upstream
{
    const byte Accepted = (byte)'S';

    static readonly byte[] TlsRequest = [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F];

    /// <exception cref="IOException">The server has no TLS.</exception>
    public static async Task<Stream> ConnectAsync(GatewayOptions options, CancellationToken cancellation)
    {
        var socket = options.Upstream is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Upstream, cancellation).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return options.UpstreamTls is { } tls ? await SecureAsync(stream, tls, cancellation).ConfigureAwait(false) : stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static string Name(EndPoint address) => address switch
    {
        DnsEndPoint host => $"{host.Host}:{host.Port}",
        _ => address.ToString()!,
    };

    static async Task<Stream> SecureAsync(NetworkStream stream, SslClientAuthenticationOptions tls, CancellationToken cancellation)
    {
        await stream.WriteAsync(TlsRequest, cancellation).ConfigureAwait(false);
        // One byte and no more: what follows must come from within TLS.
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        if (answer[0] != Accepted)
            throw new IOException("the server does not support TLS");
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(tls, cancellation).ConfigureAwait(false);
        return secure;
    }
}
