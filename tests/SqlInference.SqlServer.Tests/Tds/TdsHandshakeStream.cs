using System.Buffers.Binary;

namespace SqlInference.SqlServer.Tests.Tds;

/// <summary>Carries TLS's handshake in the protocol's packets, as clients send it.</summary>
sealed class TdsHandshakeStream(Stream inner) : Stream
{
    const int HeadLength = 8;
    const byte PreLogin = 0x12;

    int _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
        {
            var head = new byte[HeadLength];
            await inner.ReadExactlyAsync(head, cancellationToken);
            _left = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)) - HeadLength;
        }

        var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= read;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var packet = new byte[HeadLength + buffer.Length];
        (packet[0], packet[1]) = (PreLogin, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        buffer.CopyTo(packet.AsMemory(HeadLength));
        await inner.WriteAsync(packet, cancellationToken);
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
