using System.Buffers.Binary;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Walks the fields of one protobuf message and never reads beyond it. By hand rather than with Google.Protobuf,
/// because all that is wanted are a few fields of a message that is mostly weights: generated classes would copy the
/// weights into objects first, and could neither tell a truncated file from a foreign one nor point at the bytes of a node.
/// Wire format: https://protobuf.dev/programming-guides/encoding/
/// </summary>
ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    readonly ReadOnlySpan<byte> _message = message;
    int _position;

    public int Field { get; private set; }

    public WireType Wire { get; private set; }

    /// <summary>The payload of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of a number field, as it stands on the wire.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where the field that was read begins, its tag included.</summary>
    public int FieldStart { get; private set; }

    public readonly int Position => _position;

    public bool Next()
    {
        if (_position == _message.Length)
            return false;
        FieldStart = _position;
        var tag = Varint();
        Field = tag >> 3 is > 0 and <= 0x1FFF_FFFF and var field ? (int)field : throw new ProtobufException(truncated: false);
        Wire = (WireType)(tag & 7);
        Bytes = default;
        Number = 0;
        switch (Wire)
        {
            case WireType.Varint:
                Number = Varint();
                break;
            case WireType.Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case WireType.Bytes:
                Bytes = Take(Varint());
                break;
            case WireType.Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new ProtobufException(truncated: false);
        }

        return true;
    }

    /// <summary>The numbers of a repeated integer field, packed or one by one.</summary>
    public readonly void AppendIntegers(List<long> to)
    {
        if (Wire == WireType.Varint)
        {
            to.Add((long)Number);
            return;
        }

        var packed = new ProtobufReader(Bytes);
        while (packed._position < Bytes.Length)
            to.Add((long)packed.Varint());
    }

    ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position == _message.Length)
                throw new ProtobufException(truncated: true);
            var part = _message[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new ProtobufException(truncated: false);
    }

    ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_message.Length - _position))
            throw new ProtobufException(truncated: true);
        var taken = _message.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    public enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }
}

/// <summary>Bytes that are not the protobuf message they should be.</summary>
/// <param name="truncated">True where the message says that it is longer than it is.</param>
sealed class ProtobufException(bool truncated) : Exception
{
    public bool Truncated => truncated;
}
