using System.Collections.Concurrent;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Service;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// The statements under way. Those that train live in this process; those that wait for their sessions' transactions are
/// in the catalog. Thread-safe.
/// </summary>
sealed class StatementRuns : IDisposable
{
    readonly InferenceService _service;
    readonly RunLimits _limits;
    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, RunningStatement> _running = new();
    readonly ITimer _sweep;

    public StatementRuns(InferenceService service, RunLimits limits)
    {
        _service = service;
        _limits = limits;
        _sweep = service.Options.Time.CreateTimer(_ => Sweep(), null, limits.Lease, limits.Lease);
    }

    /// <summary>Keeps a run until its lease is over.</summary>
    public void Add(RunningStatement run)
    {
        lock (_gate)
        {
            var open = _running.Values.Where(other => other.IsOpen).ToArray();
            if (open.Length >= _limits.InAll)
                throw TooMany($"{open.Length} statements are under way in this service");
            if (open.Count(other => other.Database == run.Database && other.Owner.User == run.Owner.User) is var own && own >= _limits.PerCaller)
                throw TooMany($"{own} statements of {run.Owner.User} are under way in database {run.Database}");
            _running[run.Id] = run;
        }
    }

    /// <summary>Keeps a statement until its session says how its transaction ended.</summary>
    public void Add(PendingStatement statement)
    {
        if (_service.Catalog.Pending.Count(statement.Database, statement.Actor.User) is var own && own >= _limits.Pending)
            throw TooMany($"{own} statements of {statement.Actor.User} wait for their transactions in database {statement.Database}");
        _service.Catalog.Pending.Add(statement);
    }

    /// <summary>A run of this caller; administrators reach those of others.</summary>
    public async ValueTask<IBegunStatement> GetAsync(string id, string database, Caller caller)
    {
        if (_running.TryGetValue(id, out var run))
        {
            if (run.IsSettling)
                await run.Trained.ConfigureAwait(false);
            if (_running.ContainsKey(id))
                return run.Database == database && (caller.IsAdmin || run.Owner.User == caller.Principal.User) ? run : throw WaitingStatement.Unknown(id, database);
        }

        return _service.Catalog.Pending.Find(id) is { } waiting && waiting.Database == database && MayAsk(caller, waiting)
            ? new WaitingStatement(_service, waiting)
            : throw WaitingStatement.Unknown(id, database);
    }

    public void Forget(string id) => _running.TryRemove(id, out _);

    /// <summary>Takes back what is under way.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var run in _running.Values)
            run.Dispose();
        _running.Clear();
    }

    // Whoever connects next confirms what was committed before; the id, which the database keeps, says that they may.
    static bool MayAsk(Caller caller, PendingStatement waiting) =>
        waiting.Document.Engine != StatementEngine.None || caller.IsAdmin || waiting.Actor.User == caller.Principal.User;

    void Sweep()
    {
        try
        {
            _service.Catalog.Pending.Sweep();
            // Another service on the catalog may have died.
            _service.Catalog.Reconcile();
        }
        catch (SqlInferenceException)
        {
            // The next time will do.
        }
    }

    static SqlInferenceException TooMany(string what) => new(ErrorConditions.QueueFull, $"The statement was not begun: {what}.", "Confirm or fail some of them first.");
}
