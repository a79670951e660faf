using System.Buffers;

namespace SqlInference.Inference.Formats;

/// <summary>Bytes that are written one after the other into rented memory, which the owner gives back. Not thread-safe.</summary>
public sealed class PooledBytes(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Stays usable until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes back everything written behind the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        Length = length;
    }

    public void Write(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(1, sizeHint))
            Grow(Math.Max(1, sizeHint));
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length));
        Length += count;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    void Grow(int room)
    {
        var wanted = Math.Max((long)Length + room, Math.Min(2L * _bytes.Length, Array.MaxLength));
        if (wanted > Array.MaxLength)
            throw new InvalidOperationException($"A body of more than {Array.MaxLength} bytes cannot be built.");
        var grown = ArrayPool<byte>.Shared.Rent((int)wanted);
        Written.CopyTo(grown);
        var old = _bytes;
        _bytes = grown;
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }
}
