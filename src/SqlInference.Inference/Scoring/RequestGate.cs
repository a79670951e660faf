namespace SqlInference.Inference.Scoring;

/// <summary>Counts the requests under way and the work done for them, so that what they use is freed when the last has ended. Thread-safe.</summary>
sealed class RequestGate(Action free)
{
    const long Closed = 1;
    const long One = 2;

    readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _state;
    int _wantsFree;
    int _isDrained;

    /// <summary>Ends when the gate is closed and nobody is inside, and all is free that is to be.</summary>
    public Task Drained => _drained.Task;

    /// <summary>False where the gate is closed; otherwise <see cref="Leave"/> is due.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Add(ref _state, One) & Closed) == 0)
            return true;
        Leave();
        return false;
    }

    /// <summary>One more for somebody who is inside, even where the gate has been closed meanwhile; <see cref="Leave"/> is due for it, too.</summary>
    public void EnterAgain() => Interlocked.Add(ref _state, One);

    public void Leave()
    {
        if (Interlocked.Add(ref _state, -One) == Closed)
            End();
    }

    public void Close()
    {
        if (Interlocked.Or(ref _state, Closed) is 0 or Closed)
            End();
    }

    public void CloseAndFree()
    {
        Volatile.Write(ref _wantsFree, 1);
        Close();
    }

    // Requests that come too late enter and leave the closed gate, so it may be empty more than once.
    void End()
    {
        if (Volatile.Read(ref _wantsFree) == 1 && Interlocked.Exchange(ref _isDrained, 1) == 0)
            free();
        _drained.TrySetResult();
    }
}
