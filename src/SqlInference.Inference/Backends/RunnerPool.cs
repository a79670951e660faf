namespace SqlInference.Inference.Backends;

/// <summary>
/// Runners of one model that wait for their next call with their memory in place. More callers than are kept are served,
/// each with a runner of its own that goes away afterwards.
/// </summary>
/// <param name="keep">How many wait at most.</param>
/// <param name="session">What they run; let go of when the pool has been disposed and the last call is over.</param>
sealed class RunnerPool<TRunner>(Func<TRunner> create, int keep, IDisposable session) : IDisposable where TRunner : class, IDisposable
{
    readonly Lock _gate = new();
    readonly Stack<TRunner> _idle = new(keep);
    int _running;
    bool _disposed;

    public TRunner Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var runner = _idle.TryPop(out var idle) ? idle : create();
            _running++;
            return runner;
        }
    }

    public void Return(TRunner runner)
    {
        lock (_gate)
        {
            _running--;
            if (!_disposed && _idle.Count < keep)
            {
                _idle.Push(runner);
                return;
            }

            runner.Dispose();
            if (_disposed && _running == 0)
                session.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            while (_idle.TryPop(out var runner))
                runner.Dispose();
            if (_running == 0)
                session.Dispose();
        }
    }
}
