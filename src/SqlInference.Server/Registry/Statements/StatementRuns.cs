using System.Collections.Concurrent;
using SqlInference.Errors;
using SqlInference.Server.Access;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// The statements that wait for their clients. They live in this process only: what it leaves behind when it dies is put
/// right when the catalog is opened next. Thread-safe.
/// </summary>
sealed class StatementRuns(RunLimits limits) : IDisposable
{
    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, PendingStatement> _runs = new();

    /// <summary>Keeps a run until its lease is over.</summary>
    public void Add(PendingStatement run)
    {
        lock (_gate)
        {
            var open = _runs.Values.Where(other => other.IsOpen).ToArray();
            if (open.Length >= limits.InAll)
                throw TooMany($"{open.Length} statements are under way in this service");
            if (open.Count(other => other.Database == run.Database && other.Owner.User == run.Owner.User) is var own && own >= limits.PerCaller)
                throw TooMany($"{own} statements of {run.Owner.User} are under way in database {run.Database}");
            _runs[run.Id] = run;
        }
    }

    /// <summary>A run of this caller; administrators reach those of others.</summary>
    public PendingStatement Get(string id, string database, Caller caller)
    {
        if (_runs.TryGetValue(id, out var run) && run.Database == database && (caller.IsAdmin || run.Owner.User == caller.Principal.User))
            return run;
        throw new SqlInferenceException(ErrorConditions.UnknownStatementRun, $"There is no statement run '{id}' in database {database}.",
            $"A run that nobody asks about for {limits.Lease.TotalSeconds:F0} seconds is taken back; begin the statement again.");
    }

    public void Forget(string id) => _runs.TryRemove(id, out _);

    /// <summary>Takes back what is under way.</summary>
    public void Dispose()
    {
        foreach (var run in _runs.Values)
            run.Dispose();
        _runs.Clear();
    }

    static SqlInferenceException TooMany(string what) => new(ErrorConditions.QueueFull, $"The statement was not begun: {what}.", "Confirm or fail some of them first.");
}
