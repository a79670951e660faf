using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SqlInference.PostgresWire.Framing;

/// <summary>
/// Writes rows straight into the output: each is a message whose fields are encoded in place, and whose lengths are filled in
/// when they are known. <see cref="Complete"/> has to be called before anybody else writes or flushes.
/// </summary>
public ref struct RowWriter
{
    const int BlockLength = 64 * 1024;

    readonly IBufferWriter<byte> _output;
    Span<byte> _block;
    int _row;
    int _field;
    int _used;

    public RowWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _block = output.GetSpan(BlockLength);
    }

    /// <summary>Bytes of whole rows that were written and are not flushed.</summary>
    public long Written { get; private set; }

    /// <summary>Begins a DataRow of this many fields.</summary>
    public void BeginRow(int fields)
    {
        BeginMessage(BackendCode.DataRow);
        BinaryPrimitives.WriteInt16BigEndian(Span(sizeof(short)), (short)fields);
        Advance(sizeof(short));
    }

    public void BeginMessage(BackendCode code)
    {
        _row = _used;
        Span(Message.HeaderLength)[0] = (byte)code;
        Advance(Message.HeaderLength);
    }

    public void EndMessage()
    {
        BinaryPrimitives.WriteInt32BigEndian(_block[(_row + 1)..], _used - _row - 1);
        Written += _used - _row;
        _row = _used;
    }

    public void Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Span(sizeof(int)), -1);
        Advance(sizeof(int));
    }

    /// <summary>Begins a field whose length is not known yet.</summary>
    public void BeginField()
    {
        Span(sizeof(int));
        _field = _used - _row;
        Advance(sizeof(int));
    }

    public readonly void EndField() =>
        BinaryPrimitives.WriteInt32BigEndian(_block[(_row + _field)..], _used - (_row + _field) - sizeof(int));

    /// <summary>A field of a fixed length, to be filled in by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Field(int length)
    {
        var span = Span(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _used += sizeof(int) + length;
        return span.Slice(sizeof(int), length);
    }

    /// <summary>Room for at least this many bytes, of which <see cref="Advance"/> says how many were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Span(int bytes)
    {
        if (_block.Length - _used < bytes)
            NextBlock(bytes);
        return _block[_used..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int bytes) => _used += bytes;

    /// <summary>How far the message at hand has come, for <see cref="Since"/> and <see cref="Rewind"/>.</summary>
    public readonly int Used => _used - _row;

    /// <summary>What was written of the message at hand since it had come so far.</summary>
    public readonly Span<byte> Since(int used) => _block[(_row + used).._used];

    /// <summary>Takes back what was written since then.</summary>
    public void Rewind(int used) => _used = _row + used;

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Span(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Hands the whole rows to the output. A row that was begun and not ended is dropped.</summary>
    public void Complete()
    {
        _output.Advance(_row);
        _block = default;
        (_row, _used) = (0, 0);
    }

    // The row at hand moves along, so that its lengths stay within reach.
    void NextBlock(int bytes)
    {
        var begun = _block[_row.._used];
        // A block that nothing was written to goes back to its pool when another one is asked for.
        byte[]? moved = _row > 0 ? null : ArrayPool<byte>.Shared.Rent(begun.Length);
        if (moved != null)
        {
            begun.CopyTo(moved);
            begun = moved.AsSpan(0, begun.Length);
        }

        _output.Advance(_row);
        var needed = checked(begun.Length + bytes);
        // More than is left of this block, so that it is another one and nothing is overwritten.
        var block = _output.GetSpan(Math.Max(Math.Max(BlockLength, _block.Length - _row + 1), needed < BlockLength ? BlockLength : checked(needed + needed / 2)));
        begun.CopyTo(block);
        if (moved != null)
            ArrayPool<byte>.Shared.Return(moved);
        _block = block;
        _used = begun.Length;
        _row = 0;
    }
}
