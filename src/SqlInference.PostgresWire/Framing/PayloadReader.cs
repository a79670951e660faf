using System.Buffers.Binary;
using System.Text;

namespace SqlInference.PostgresWire.Framing;

/// <summary>Reads the fields of one message and never beyond its end. What is missing or malformed is a <see cref="WireException"/>.</summary>
public ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> _payload = payload;

    public int Position { get; private set; }

    public readonly int Remaining => _payload.Length - Position;

    public byte ReadByte() => Take(sizeof(byte))[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <summary>A number of things of at least this many bytes each, so that nobody is made to reserve room for more than was sent.</summary>
    public int ReadCount(int bytesEach)
    {
        // PostgreSQL itself reads counts as unsigned: there may be 65,535 parameters.
        var count = (ushort)ReadInt16();
        if (count * bytesEach > Remaining)
            throw WireException.Violation($"A message announces {count} fields and has room for fewer.");
        return count;
    }

    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    public ReadOnlySpan<byte> ReadRest() => Take(Remaining);

    /// <summary>The bytes before the next zero, which is passed over.</summary>
    public ReadOnlySpan<byte> ReadNulTerminated()
    {
        var length = _payload[Position..].IndexOf((byte)0);
        if (length < 0)
            throw WireException.Violation("A text in a message has no end.");
        var text = Take(length);
        Position++;
        return text;
    }

    public string ReadText() => Text(ReadNulTerminated());

    /// <summary>UTF-8, or an error that leaves the connection as it is.</summary>
    public static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            var bytes = string.Join(' ', (exception.BytesUnknown ?? []).Select(b => $"0x{b:x2}"));
            throw new WireException(SqlStates.CharacterNotInRepertoire, $"invalid byte sequence for encoding \"UTF8\": {bytes}");
        }
    }

    public readonly void End()
    {
        if (Remaining > 0)
            throw WireException.Violation($"A message is {Remaining} bytes longer than what it says.");
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw WireException.Violation("A message ends within a field.");
        var taken = _payload.Slice(Position, count);
        Position += count;
        return taken;
    }
}
