using System.Runtime.InteropServices;

namespace SqlInference.Inference.Batching;

/// <summary>
/// Requests that wait for the backend, in an order that is fair between callers by rows: each request is due when its
/// caller would have been served the rows before it at an equal share. So one row of a newcomer comes before the next
/// slice of a scan, and a thousand requests of one caller do not keep another waiting. Not thread-safe: the batcher's
/// lock guards it.
/// </summary>
sealed class FairQueue
{
    const int MostCallersKept = 4096;

    readonly PriorityQueue<WaitingRequest, (long Due, long Order)> _requests = new();
    readonly PriorityQueue<WaitingRequest, (long Due, long Order)> _slices = new();
    readonly Dictionary<long, long> _served = [];
    readonly List<(WaitingRequest, (long, long))> _kept = [];
    long _now;
    long _order;

    public bool IsEmpty => _requests.Count == 0 && _slices.Count == 0;

    /// <summary>Requests to be merged that wait; slices of long ones are counted with their request.</summary>
    public int Count => _requests.Count;

    public void Enqueue(WaitingRequest request)
    {
        ref var served = ref CollectionsMarshal.GetValueRefOrAddDefault(_served, request.Context.CallerId, out _);
        var due = Math.Max(_now, served);
        served = due + request.RowCount;
        if (_served.Count > MostCallersKept)
            ForgetServed();
        (request.IsSlice ? _slices : _requests).Enqueue(request, (due, _order++));
    }

    /// <summary>The request whose turn it is; slices are passed over where they may not run now.</summary>
    public WaitingRequest? Peek(bool maySlice)
    {
        var any = _requests.TryPeek(out var request, out var due);
        if (!maySlice || !_slices.TryPeek(out var slice, out var sliceDue))
            return any ? request : null;
        return any && due.CompareTo(sliceDue) < 0 ? request : slice;
    }

    /// <summary>Takes out what <see cref="Peek"/> gave.</summary>
    public void Take(WaitingRequest request)
    {
        (request.IsSlice ? _slices : _requests).TryDequeue(out _, out var taken);
        _now = Math.Max(_now, taken.Due);
    }

    /// <summary>Takes out the requests that <paramref name="drop"/> names; the others keep their order.</summary>
    public void DropWhere(Predicate<WaitingRequest> drop)
    {
        foreach (var entry in _requests.UnorderedItems)
        {
            if (!drop(entry.Element))
                _kept.Add(entry);
        }

        _requests.Clear();
        _requests.EnqueueRange(_kept);
        _kept.Clear();
    }

    /// <summary>Whoever has had no more than an equal share is as good as a newcomer.</summary>
    void ForgetServed()
    {
        foreach (var (caller, until) in _served)
        {
            if (until <= _now)
                _served.Remove(caller);
        }
    }
}
