using SqlInference.PostgresWire.Messages;

namespace SqlInference.Sidecar.Sessions;

/// <summary>What may end a statement before its time, and which of it did.</summary>
/// <param name="stopping">The server stops: no more statements.</param>
/// <param name="aborting">The server has waited long enough for those under way.</param>
sealed class Interruption(CancellationToken clientGone, CancellationToken stopping, CancellationToken aborting) : IDisposable
{
    readonly Lock _gate = new();
    CancellationTokenSource? _statement;
    bool _isByUser;

    public CancellationToken Stopping => stopping;

    /// <summary>A statement begins, which may take so long; zero for as long as it takes.</summary>
    public CancellationToken Begin(TimeSpan timeout)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(clientGone, aborting);
        if (timeout > TimeSpan.Zero)
            source.CancelAfter(timeout);
        lock (_gate)
        {
            _statement?.Dispose();
            _statement = source;
            _isByUser = false;
        }

        return source.Token;
    }

    /// <summary>The statement is over: who cancels now is too late.</summary>
    public void End()
    {
        lock (_gate)
        {
            _statement?.Dispose();
            _statement = null;
        }
    }

    /// <summary>Somebody has shown the session's cancel key.</summary>
    public void CancelByUser()
    {
        CancellationTokenSource? statement;
        lock (_gate)
        {
            statement = _statement;
            _isByUser |= statement != null;
        }

        try
        {
            statement?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended just now.
        }
    }

    /// <summary>What is said of a statement that was cancelled.</summary>
    public Report Report() => aborting.IsCancellationRequested
        ? new(Severity.Fatal, "57P01", "terminating connection due to administrator command")
        : new(Severity.Error, "57014", _isByUser ? "canceling statement due to user request" : "canceling statement due to statement timeout");

    public void Dispose() => End();
}
