using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// Writes the fields of one protobuf message, as <see cref="ProtobufReader"/> reads them. Wire format:
/// https://protobuf.dev/programming-guides/encoding/
/// </summary>
sealed class ProtobufWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(int field, long value)
    {
        Tag(field, ProtobufReader.WireType.Varint);
        Varint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, ProtobufReader.WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, ProtobufReader.WireType.Bytes);
        Varint((ulong)value.Length);
        _bytes.Write(value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    public void Floats(int field, ReadOnlySpan<float> values) => Bytes(field, MemoryMarshal.AsBytes(values));

    public void Integers(int field, ReadOnlySpan<long> values)
    {
        var packed = new ProtobufWriter();
        foreach (var value in values)
            packed.Varint((ulong)value);
        Message(field, packed);
    }

    /// <summary>Appends the fields of another part of the same message.</summary>
    public void Append(ProtobufWriter part) => _bytes.Write(part.Written);

    void Tag(int field, ProtobufReader.WireType wire) => Varint((ulong)field << 3 | (ulong)wire);

    void Varint(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
