using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.Gateway.Sessions;

/// <summary>How a client begins: it may ask for encryption, and then either opens a session or cancels the query of another.</summary>
static class ClientStart
{
    const byte Accepted = (byte)'S';
    const byte Refused = (byte)'N';

    /// <returns>The packet as it came, its length included, and the stream to go on with; null where the client went away or asked for nothing.</returns>
    public static async Task<(byte[] Packet, Stream Client)?> ReadAsync(NetworkStream socket, GatewayOptions options, CancellationToken cancellation)
    {
        Stream client = socket;
        // Each kind of encryption may be asked for once.
        for (var asked = 0; asked < 3; asked++)
        {
            if (await ReadPacketAsync(client, cancellation).ConfigureAwait(false) is not { } packet)
                return null;
            switch (BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(sizeof(int))))
            {
                case StartupPacket.TlsRequest when options.Tls is { } tls && client == socket:
                    // What has come already would be within TLS without having been encrypted.
                    if (socket.DataAvailable)
                        throw WireException.Violation("The client went on before TLS had begun.");
                    await client.WriteAsync(new[] { Accepted }, cancellation).ConfigureAwait(false);
                    var secure = new SslStream(client);
                    await secure.AuthenticateAsServerAsync(tls(), cancellation).ConfigureAwait(false);
                    client = secure;
                    break;
                case StartupPacket.TlsRequest or StartupPacket.GssRequest:
                    await client.WriteAsync(new[] { Refused }, cancellation).ConfigureAwait(false);
                    break;
                default:
                    return (packet, client);
            }
        }

        throw WireException.Violation("The client asks for encryption over and over.");
    }

    static async Task<byte[]?> ReadPacketAsync(Stream client, CancellationToken cancellation)
    {
        var head = new byte[sizeof(int)];
        if (await client.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < head.Length)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < StartupPacket.ShortestLength or > StartupPacket.LongestLength)
            throw WireException.Violation("The start of the connection has a length that cannot be.");
        var packet = new byte[length];
        head.CopyTo(packet, 0);
        return await client.ReadAtLeastAsync(packet.AsMemory(head.Length), length - head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false)
            == length - head.Length ? packet : null;
    }
}
