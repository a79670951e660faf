using System.Buffers;
using System.Buffers.Binary;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Gateway.Relay;

/// <summary>
/// Bytes on their way from one peer to the other. Whoever scans them moves <see cref="Position"/> from message to message; what lies before
/// it goes on as it came, and what is not all there yet stays.
/// </summary>
sealed class RelayBuffer : IDisposable
{
    const int Size = 32 << 10;

    byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    int _end;
    int _sent;
    long _passing;

    /// <summary>Where the message at hand begins.</summary>
    public int Position { get; private set; }

    /// <summary>The code of the message at hand.</summary>
    public byte Code => _bytes[Position];

    /// <summary>What it has besides code and length; only where <see cref="HasWhole"/>.</summary>
    public ReadOnlyMemory<byte> Payload => _bytes.AsMemory(Position + Message.HeaderLength, (int)Length - Message.HeaderLength);

    /// <summary>The whole of the message, code and length included.</summary>
    /// <exception cref="WireException">No message has such a length: what follows has no meaning.</exception>
    public long Length => 1L + BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(Position + 1)) is >= Message.HeaderLength and var length
        ? length
        : throw WireException.Violation("A message is shorter than its own length.");

    /// <summary>Whether a message begins here, of which at least code and length have come.</summary>
    public bool AtMessage => _passing == 0 && _end - Position >= Message.HeaderLength;

    /// <summary>Whether all of the message at hand has come. Otherwise there will be room for it.</summary>
    public bool HasWhole
    {
        get
        {
            if (_end - Position >= Length)
                return true;
            Reserve((int)Length);
            return false;
        }
    }

    /// <summary>What has been passed and not been sent yet.</summary>
    public ReadOnlyMemory<byte> Passed => _bytes.AsMemory(_sent, Position - _sent);

    /// <summary>Reads behind what is there, for which <see cref="Compact"/> and <see cref="HasWhole"/> leave room. False where the peer says nothing more.</summary>
    public async ValueTask<bool> FillAsync(Stream from)
    {
        var read = await from.ReadAsync(_bytes.AsMemory(_end)).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>The message at hand goes on as it is, and so do those bytes of it that are still to come.</summary>
    public void Pass()
    {
        _passing += Length;
        PassOn();
    }

    /// <summary>Goes on with a message that was passed before all of it had come.</summary>
    public void PassOn()
    {
        var here = (int)Math.Min(_passing, _end - Position);
        Position += here;
        _passing -= here;
    }

    /// <summary>The message at hand, which is there as a whole, does not go on. What lies before it must have been sent.</summary>
    public void Drop()
    {
        Position += (int)Length;
        _sent = Position;
    }

    public void Sent() => _sent = Position;

    /// <summary>Makes room for what comes next. All that was passed must have been sent.</summary>
    public void Compact()
    {
        var left = _end - Position;
        if (left > 0 && Position > 0)
            Buffer.BlockCopy(_bytes, Position, _bytes, 0, left);
        (Position, _sent, _end) = (0, 0, left);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    void Reserve(int bytes)
    {
        if (_bytes.Length - Position >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes + Position, _bytes.Length));
        Buffer.BlockCopy(_bytes, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
