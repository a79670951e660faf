namespace SqlInference.Inference.Text;

/// <summary>A list that is filled again and again without allocating, and is read and written as a span.</summary>
sealed class GrowingList<T> where T : unmanaged
{
    T[] _items = new T[64];

    public int Count { get; private set; }

    public ref T this[int index] => ref Span[index];

    /// <summary>What the list holds; moves when it grows.</summary>
    public Span<T> Span => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
            Grow(Count + 1);
        _items[Count++] = item;
    }

    public void Append(ReadOnlySpan<T> items) => items.CopyTo(Extend(items.Length));

    /// <summary>Room at the end for so many items, whatever stood there before.</summary>
    public Span<T> Extend(int count)
    {
        var start = Count;
        if (count > _items.Length - start)
            Grow(checked(start + count));
        Count = start + count;
        return _items.AsSpan(start, count);
    }

    public void Truncate(int count) => Count = count;

    public void RemoveFirst(int at, int count)
    {
        Span[(at + count)..].CopyTo(Span[at..]);
        Count -= count;
    }

    public void Clear() => Count = 0;

    void Grow(int needed)
    {
        var grown = new T[(int)Math.Min(Array.MaxLength, Math.Max(needed, (long)_items.Length * 2))];
        Span.CopyTo(grown);
        _items = grown;
    }
}
