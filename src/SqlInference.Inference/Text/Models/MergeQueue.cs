namespace SqlInference.Inference.Text.Models;

/// <summary>A heap that gives the lowest number first.</summary>
sealed class MergeQueue
{
    readonly GrowingList<long> _heap = new();

    public void Clear() => _heap.Clear();

    public void Add(long item)
    {
        _heap.Add(item);
        var heap = _heap.Span;
        var at = heap.Length - 1;
        while (at > 0 && heap[(at - 1) / 2] > item)
        {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        heap[at] = item;
    }

    public bool TryTake(out long lowest)
    {
        if (_heap.Count == 0)
        {
            lowest = 0;
            return false;
        }

        lowest = _heap[0];
        var last = _heap[_heap.Count - 1];
        _heap.Truncate(_heap.Count - 1);
        if (_heap.Count > 0)
            Sink(_heap.Span, last);
        return true;
    }

    static void Sink(Span<long> heap, long item)
    {
        var at = 0;
        for (var child = 1; child < heap.Length; child = 2 * at + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= item)
                break;
            heap[at] = heap[child];
            at = child;
        }

        heap[at] = item;
    }
}
