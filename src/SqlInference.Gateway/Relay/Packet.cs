using System.Buffers.Binary;
using System.Text;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Gateway.Relay;

/// <summary>Messages that the gateway writes itself. Texts are in Latin 1, a character for each byte.</summary>
static class Packet
{
    public static readonly byte[] Sync = [(byte)FrontendCode.Sync, 0, 0, 0, sizeof(int)];

    /// <summary>A message of one text.</summary>
    public static byte[] Of(byte code, string text) => Of(code, text, []);

    /// <param name="rest">What follows the text.</param>
    public static byte[] Of(byte code, string text, ReadOnlySpan<byte> rest)
    {
        var packet = new byte[Message.HeaderLength + text.Length + 1 + rest.Length];
        packet[0] = code;
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(1), packet.Length - 1);
        Encoding.Latin1.GetBytes(text, packet.AsSpan(Message.HeaderLength));
        rest.CopyTo(packet.AsSpan(packet.Length - rest.Length));
        return packet;
    }
}
