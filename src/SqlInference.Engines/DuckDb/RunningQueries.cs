using System.Collections.Concurrent;

namespace SqlInference.Engines.DuckDb;

/// <summary>The query under way on each connection of a database, by DuckDB's connection id.</summary>
sealed class RunningQueries
{
    readonly ConcurrentDictionary<ulong, RunningQuery> _byConnection = new();

    public RunningQuery? Find(ulong connectionId) => _byConnection.GetValueOrDefault(connectionId);

    public void Start(ulong connectionId, RunningQuery query) => _byConnection[connectionId] = query;

    public void End(ulong connectionId) => _byConnection.TryRemove(connectionId, out _);
}
