using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.PostgresWire.Framing;

/// <summary>
/// Cuts what a peer sends into messages. Lengths are checked before there is memory for them; memory grows with what
/// has come, never with what was announced. Used by one reader at a time.
/// </summary>
/// <param name="longest">The longest payload that is taken, in bytes.</param>
public sealed class MessageReader(PipeReader input, int longest) : IDisposable
{
    byte[] _joined = [];
    SequencePosition? _consumed;

    /// <summary>The longest payload that is taken from now on, in bytes.</summary>
    public int Longest { get; set; } = longest;

    /// <summary>The next message; null where the peer has ended the connection between two messages.</summary>
    public async ValueTask<Message?> ReadAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            Release();
            var read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            if (TryTake(read.Buffer, out var message))
                return message;
            if (read.IsCompleted)
                return End(read.Buffer);
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>What a connection begins with, which has no code; null where the peer says nothing.</summary>
    public async ValueTask<StartupPacket?> ReadStartupAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            Release();
            var read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            if (TryTakeStartup(read.Buffer, out var packet))
                return packet;
            if (read.IsCompleted)
            {
                End(read.Buffer);
                return null;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The code of the next message if that is in memory as a whole; the message at hand is over then.</summary>
    public bool TryPeek(out byte code)
    {
        Release();
        code = 0;
        if (!input.TryRead(out var read))
            return false;
        var isWhole = TryMeasure(read.Buffer, out code, out var length) && read.Buffer.Length >= Message.HeaderLength + length;
        // Looked at as a whole only if there is no whole message: otherwise the next read would wait for more.
        input.AdvanceTo(read.Buffer.Start, isWhole || read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
        return isWhole;
    }

    /// <summary>Hands over what has been read and not taken, for somebody who goes on without messages. Ends the message at hand.</summary>
    public void Release()
    {
        if (_consumed is not { } consumed)
            return;
        _consumed = null;
        input.AdvanceTo(consumed);
    }

    public void Dispose()
    {
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = [];
    }

    bool TryTake(ReadOnlySequence<byte> buffer, out Message message)
    {
        message = default;
        if (!TryMeasure(buffer, out var code, out var length))
            return false;
        if (buffer.Length < Message.HeaderLength + length)
            return false;
        var payload = buffer.Slice(Message.HeaderLength, length);
        _consumed = payload.End;
        message = new(code, Contiguous(payload));
        return true;
    }

    bool TryTakeStartup(ReadOnlySequence<byte> buffer, out StartupPacket packet)
    {
        packet = default;
        if (!TryReadInt32(buffer, out var length))
            return false;
        if (length is < StartupPacket.ShortestLength or > StartupPacket.LongestLength)
            throw WireException.Violation("The start of the connection has a length that cannot be.");
        if (buffer.Length < length)
            return false;
        var payload = buffer.Slice(sizeof(int), length - sizeof(int));
        _consumed = payload.End;
        packet = StartupPacket.Read(Contiguous(payload));
        return true;
    }

    bool TryMeasure(ReadOnlySequence<byte> buffer, out byte code, out int length)
    {
        (code, length) = (0, 0);
        if (buffer.Length < Message.HeaderLength)
            return false;
        code = buffer.FirstSpan[0];
        TryReadInt32(buffer.Slice(1), out var stated);
        length = stated - sizeof(int);
        if (length < 0)
            throw WireException.Violation($"A message of kind {Shown(code)} has the length {stated}.");
        if (length > Longest)
        {
            throw new WireException(SqlStates.ProgramLimitExceeded,
                $"A message of kind {Shown(code)} is {stated} bytes long; {Longest} is the most.", isFatal: true, "Send the data in smaller parts.");
        }

        return true;
    }

    static bool TryReadInt32(ReadOnlySequence<byte> buffer, out int value)
    {
        value = 0;
        if (buffer.Length < sizeof(int))
            return false;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        buffer.Slice(0, sizeof(int)).CopyTo(bytes);
        value = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return true;
    }

    static string Shown(byte code) => code is > 32 and < 127 ? $"'{(char)code}'" : $"0x{code:x2}";

    Message? End(ReadOnlySequence<byte> buffer)
    {
        var cut = !buffer.IsEmpty;
        input.AdvanceTo(buffer.End);
        return cut ? throw WireException.Violation("The connection ends within a message.") : null;
    }

    ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment)
            return payload.First;
        var length = (int)payload.Length;
        if (_joined.Length < length)
        {
            if (_joined.Length > 0)
                ArrayPool<byte>.Shared.Return(_joined);
            _joined = ArrayPool<byte>.Shared.Rent(length);
        }

        payload.CopyTo(_joined);
        return _joined.AsMemory(0, length);
    }
}
