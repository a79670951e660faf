using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SqlInference.PostgresWire.Framing;

/// <summary>Collects the fields of one message.</summary>
public sealed class PayloadWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public PayloadWriter Byte(byte value)
    {
        _bytes.Write([value]);
        return this;
    }

    public PayloadWriter Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(sizeof(short)), (short)value);
        _bytes.Advance(sizeof(short));
        return this;
    }

    public PayloadWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
        return this;
    }

    public PayloadWriter Oid(uint value) => Int32((int)value);

    public PayloadWriter Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    /// <summary>A text and the zero that ends it; zeros within would end it too early and are left out.</summary>
    public PayloadWriter Text(string value)
    {
        Encoding.UTF8.GetBytes(value.Contains('\0', StringComparison.Ordinal) ? value.Replace("\0", "", StringComparison.Ordinal) : value, _bytes);
        return Byte(0);
    }

    internal void Clear() => _bytes.ResetWrittenCount();
}
