using System.Data.Common;
using SqlInference.Catalog.Store;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// Tells of changes to models, endpoints, grants, tokens and keys: those of this process at once, those of others within
/// <see cref="Interval"/>. What only counts or logs (leases, last use, the audit trail) is no change.
/// </summary>
public sealed class CatalogWatcher : IDisposable
{
    /// <summary>How often other processes' changes are looked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    readonly CatalogStore _store;
    readonly Lock _gate = new();
    readonly Lock _polling = new();
    IChangeSignal? _signal;
    ITimer? _timer;
    Action? _changed;
    long _stamp;
    bool _disposed;
    bool _isAsking;

    internal CatalogWatcher(CatalogStore store) => _store = store;

    /// <summary>
    /// Raised after a change, on the thread that made or found it; a handler reads the catalog if it likes, but takes no
    /// lock that somebody holds while changing it. Several changes may be told of once.
    /// </summary>
    public event Action Changed
    {
        add
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _changed += value;
                _timer ??= TimeProvider.System.CreateTimer(static watcher => ((CatalogWatcher)watcher!).PollQuietly(), this, Interval, Interval);
            }
        }

        remove
        {
            lock (_gate)
                _changed -= value;
        }
    }

    /// <summary>The number of the last change that this process knows of. It only grows.</summary>
    public long Stamp => Interlocked.Read(ref _stamp);

    /// <summary>Looks for changes now, without waiting for the timer.</summary>
    public void Poll()
    {
        lock (_polling)
        {
            if (_disposed)
                return;
        }

        Reached(_store.Read(CatalogStore.Stamp));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _changed = null;
            _timer?.Dispose();
        }

        lock (_polling)
        {
            _disposed = true;
            _signal?.Dispose();
            _signal = null;
        }
    }

    internal void Reached(long stamp)
    {
        for (var known = Stamp; stamp > known; known = Stamp)
        {
            if (Interlocked.CompareExchange(ref _stamp, stamp, known) == known)
            {
                Volatile.Read(ref _changed)?.Invoke();
                return;
            }
        }
    }

    void PollQuietly()
    {
        // A server that does not answer is asked by one thread, not by one more with each tick.
        if (Interlocked.Exchange(ref _isAsking, true))
            return;
        try
        {
            if (MayHaveChanged())
                Poll();
        }
        catch (Exception exception) when (exception is DbException or SqlInferenceException)
        {
            // The disk may be back at the next attempt; whoever uses the catalog meanwhile is told.
            lock (_polling)
            {
                _signal?.Dispose();
                _signal = null;
            }
        }
        finally
        {
            Volatile.Write(ref _isAsking, false);
        }
    }

    bool MayHaveChanged()
    {
        lock (_polling)
        {
            if (_disposed)
                return false;
            _signal ??= _store.Dialect.Watch();
            return _signal.MayHaveChanged();
        }
    }
}
