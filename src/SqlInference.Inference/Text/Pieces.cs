namespace SqlInference.Inference.Text;

/// <summary>Text cut into pieces, each with bytes of its own, in memory that is used again.</summary>
sealed class Pieces
{
    readonly GrowingList<byte> _bytes = new();
    readonly GrowingList<int> _ends = new();

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int piece]
    {
        get
        {
            var start = piece == 0 ? 0 : _ends[piece - 1];
            return _bytes.Span[start.._ends[piece]];
        }
    }

    /// <summary>Empty pieces are left out.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        _bytes.Append(piece);
        _ends.Add(_bytes.Count);
    }

    public void Add(byte first, ReadOnlySpan<byte> rest)
    {
        _bytes.Add(first);
        _bytes.Append(rest);
        _ends.Add(_bytes.Count);
    }

    public void Clear()
    {
        _bytes.Clear();
        _ends.Clear();
    }
}
