using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqlInference.Inference.Formats;

/// <summary>Reads a file's body and checks every count against the bytes that are left.</summary>
sealed class SealedReader(ReadOnlyMemory<byte> body)
{
    int _position;

    public int Left => body.Length - _position;

    public static void Require(bool condition, string complaint)
    {
        if (!condition)
            throw new InvalidDataException(complaint);
    }

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    /// <summary>A count of things that take at least so many bytes each.</summary>
    public int Count(int least, int most, int bytesEach)
    {
        var count = Int32();
        Require(count >= least && count <= most, $"a count of {count} is out of range");
        Require((long)count * bytesEach <= Left, "it ends too early");
        return count;
    }

    public T[] Array<T>(long length) where T : unmanaged
    {
        Require(length * Unsafe.SizeOf<T>() <= Left, "it ends too early");
        return MemoryMarshal.Cast<byte, T>(Take((int)length * Unsafe.SizeOf<T>())).ToArray();
    }

    /// <summary>Numbers that are finite.</summary>
    public float[] Floats(long length)
    {
        var values = Array<float>(length);
        foreach (var value in values)
            Require(float.IsFinite(value), "a number is not finite");
        return values;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        Require(length <= Left, "it ends too early");
        _position += length;
        return body.Span.Slice(_position - length, length);
    }
}
