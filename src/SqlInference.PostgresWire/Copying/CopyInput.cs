using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Copying;

/// <summary>Rows of COPY as they arrive, in pieces that begin and end anywhere.</summary>
public abstract class CopyInput
{
    byte[] _bytes = new byte[4096];
    int _start, _end;

    /// <summary>What has come and was not read yet.</summary>
    protected ReadOnlySpan<byte> Pending => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Nothing more will come.</summary>
    protected bool IsComplete { get; private set; }

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_start == _end)
            (_start, _end) = (0, 0);
        if (_bytes.Length - _end < piece.Length)
        {
            var needed = _end - _start + piece.Length;
            var bytes = needed <= _bytes.Length / 2 ? _bytes : new byte[Math.Max(needed, checked(_bytes.Length * 2))];
            Pending.CopyTo(bytes);
            (_bytes, _start, _end) = (bytes, 0, _end - _start);
        }

        piece.CopyTo(_bytes.AsSpan(_end));
        _end += piece.Length;
    }

    public void Complete() => IsComplete = true;

    /// <summary>Reads a row, if a whole one has come. <paramref name="row"/> holds its values as text, or as the bytes of binary ones.</summary>
    public abstract bool TryRead(List<CopyValue> row);

    protected void Consume(int bytes) => _start += bytes;

    protected static WireException Malformed(string message) => new(SqlStates.BadCopyFileFormat, message);
}
