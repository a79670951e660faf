namespace SqlInference.Inference.Batching;

/// <summary>
/// Requests that wait for the backend, handed out one caller after the other, so that a caller with a thousand
/// requests does not keep one with a single request waiting. Not thread-safe: the batcher's lock guards it.
/// </summary>
sealed class FairQueue
{
    readonly Dictionary<long, Queue<WaitingRequest>> _byCaller = [];
    readonly Queue<long> _turns = new();

    public int Count { get; private set; }

    public void Enqueue(WaitingRequest request)
    {
        var caller = request.Context.CallerId;
        if (!_byCaller.TryGetValue(caller, out var requests))
        {
            _byCaller.Add(caller, requests = new());
            _turns.Enqueue(caller);
        }

        requests.Enqueue(request);
        Count++;
    }

    /// <summary>The request whose turn it is, if it has at most <paramref name="maxRows"/> rows.</summary>
    public WaitingRequest? TryDequeue(int maxRows)
    {
        if (Count == 0)
            return null;

        var caller = _turns.Peek();
        var requests = _byCaller[caller];
        if (requests.Peek().RowCount > maxRows)
            return null;

        _turns.Dequeue();
        var request = requests.Dequeue();
        if (requests.Count == 0)
            _byCaller.Remove(caller);
        else
            _turns.Enqueue(caller);
        Count--;
        return request;
    }

    /// <summary>Lets go of the requests whose callers have given up; the others keep their order.</summary>
    public void DropCompleted()
    {
        for (var turn = _turns.Count; turn > 0; turn--)
        {
            var caller = _turns.Dequeue();
            var requests = _byCaller[caller];
            for (var left = requests.Count; left > 0; left--)
            {
                var request = requests.Dequeue();
                if (request.Task.IsCompleted)
                    Count--;
                else
                    requests.Enqueue(request);
            }

            if (requests.Count == 0)
                _byCaller.Remove(caller);
            else
                _turns.Enqueue(caller);
        }
    }
}
