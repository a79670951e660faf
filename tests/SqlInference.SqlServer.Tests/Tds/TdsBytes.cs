using System.Text;

namespace SqlInference.SqlServer.Tests.Tds;

/// <summary>Bytes in the order of the protocol's tokens: little-endian.</summary>
sealed class TdsBytes
{
    readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public void Write(byte value) => _bytes.Add(value);

    public void Write(bool value) => _bytes.Add(value ? (byte)1 : (byte)0);

    public void Write(ushort value) => _bytes.AddRange(BitConverter.GetBytes(value));

    public void Write(int value) => _bytes.AddRange(BitConverter.GetBytes(value));

    public void Write(long value) => _bytes.AddRange(BitConverter.GetBytes(value));

    public void Write(double value) => _bytes.AddRange(BitConverter.GetBytes(value));

    public void Write(byte[] value) => _bytes.AddRange(value);

    /// <summary>With its length in characters in front of it.</summary>
    public void Short(string text)
    {
        Write((byte)text.Length);
        Write(Encoding.Unicode.GetBytes(text));
    }

    public byte[] ToArray() => [.. _bytes];
}
