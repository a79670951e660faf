using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Benchmarks.Gpu;

/// <summary>Writes the fields of one protobuf message, as far as an ONNX model has need of them.</summary>
sealed class ProtobufWriter
{
    readonly ArrayBufferWriter<byte> _message = new();

    public ProtobufWriter Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtobufWriter Float(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _message.Write(bytes);
        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _message.Write(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.Written);

    public ReadOnlySpan<byte> Written => _message.WrittenSpan;

    void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    void WriteByte(byte value) => _message.Write([value]);
}
