using System.Collections.Concurrent;

namespace SqlInference.Gateway.Relay;

/// <summary>
/// What the two directions of a session tell each other. A cycle is what PostgreSQL ends with ReadyForQuery: a simple query, or all up to
/// a Sync. Both sides count them, so that what was changed on the way there is known again on the way back.
/// </summary>
sealed class Cycles
{
    readonly ConcurrentQueue<Change> _changes = [];
    volatile bool _isAbandoned;
    long _asked;
    long _answered = -1;

    /// <summary>The number of the cycle that the client's side is at. Its own.</summary>
    public long Asked => _asked;

    /// <summary>Whether PostgreSQL has answered all that the client has asked; what it has not ended with Sync does not count.</summary>
    public bool IsIdle => Volatile.Read(ref _answered) == Volatile.Read(ref _asked);

    /// <summary>What is to be changed in the cycle that PostgreSQL is answering; null almost always.</summary>
    public Change? Current => !_changes.IsEmpty && _changes.TryPeek(out var change) && change.Cycle == _answered ? change : null;

    /// <summary>The client's side has sent all of a cycle.</summary>
    public void Ask() => Volatile.Write(ref _asked, _asked + 1);

    /// <summary>PostgreSQL has answered all of a cycle, or that a session has begun.</summary>
    public void Answer()
    {
        while (Current is not null)
            Finish();
        Volatile.Write(ref _answered, _answered + 1);
    }

    /// <summary>To be called before what the change is about is sent.</summary>
    public void Add(Change change)
    {
        _changes.Enqueue(change);
        // Whoever waits for an answer must not wait for a server that is gone already.
        if (_isAbandoned)
            Abandon();
    }

    /// <summary>The change at hand has been made.</summary>
    public void Finish() => _changes.TryDequeue(out _);

    /// <summary>Nobody will answer any more.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        while (_changes.TryDequeue(out var change))
            (change as OwnQuestion)?.Abandon();
    }
}
