using System;
using System.Text;

namespace SqlInference.SqlClr.Rows;

/// <summary>Bytes that are put together, little-endian, whatever the machine is.</summary>
sealed class ByteBuffer
{
    static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    byte[] _bytes = new byte[64];

    public int Length { get; private set; }

    public ArraySegment<byte> Written => new(_bytes, 0, Length);

    public void Clear() => Length = 0;

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Buffer.BlockCopy(_bytes, 0, bytes, 0, Length);
        return bytes;
    }

    public void PutByte(byte value)
    {
        var at = Reserve(1);
        _bytes[at] = value;
    }

    public void PutNumber(long value, int width)
    {
        var at = Reserve(width);
        for (var i = 0; i < width; i++)
            _bytes[at + i] = (byte)(value >> (8 * i));
    }

    public void PutZeros(int count)
    {
        var at = Reserve(count);
        Array.Clear(_bytes, at, count);
    }

    public void Put(byte[] bytes, int start, int count)
    {
        var at = Reserve(count);
        Buffer.BlockCopy(bytes, start, _bytes, at, count);
    }

    public void Put(ByteBuffer other) => Put(other._bytes, 0, other.Length);

    /// <summary>Puts the text as UTF-8, and answers how many bytes that are.</summary>
    public int PutText(string text)
    {
        var at = Reserve(Utf8.GetByteCount(text));
        return Utf8.GetBytes(text, 0, text.Length, _bytes, at);
    }

    /// <summary>Room for so many bytes, and where it is. The bytes may be others afterwards.</summary>
    int Reserve(int count)
    {
        var at = Length;
        if (count > int.MaxValue - at)
            throw new OverflowException("A batch has more than 2 GB.");
        if (at + count > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(int.MaxValue - 64, Math.Max((long)_bytes.Length * 2, at + count)));
        Length = at + count;
        return at;
    }
}
