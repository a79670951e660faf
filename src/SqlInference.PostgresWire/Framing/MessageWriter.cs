using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace SqlInference.PostgresWire.Framing;

/// <summary>Writes messages to a peer. Nothing is sent before <see cref="FlushAsync"/>, which waits where the peer does not read. Used by one writer at a time.</summary>
public sealed class MessageWriter(PipeWriter output)
{
    readonly PayloadWriter _payload = new();

    /// <summary>For rows, which are written in place.</summary>
    public PipeWriter Output => output;

    public void Write<T>(T message) where T : struct, IOutgoingMessage
    {
        _payload.Clear();
        message.WritePayload(_payload);
        WriteHeader(message.Code, _payload.Written.Length);
        output.Write(_payload.Written);
    }

    /// <summary>A message whose payload is at hand already.</summary>
    public void Write(byte code, ReadOnlySpan<byte> payload)
    {
        WriteHeader(code, payload.Length);
        output.Write(payload);
    }

    /// <summary>False where nobody reads any more.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellation = default)
    {
        var flushed = await output.FlushAsync(cancellation).ConfigureAwait(false);
        return !flushed.IsCompleted;
    }

    void WriteHeader(byte code, int length)
    {
        var header = output.GetSpan(Message.HeaderLength);
        header[0] = code;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length + sizeof(int));
        output.Advance(Message.HeaderLength);
    }
}
