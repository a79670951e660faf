using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// One query from its first word to its last row: what cancels it, and how models failed within it.
/// Callbacks reach it from DuckDB's threads by the connection's id.
/// </summary>
sealed class RunningQuery : IDisposable
{
    // Not disposed: it holds nothing but memory, and an interrupt may come at any time.
#pragma warning disable CA2213
    readonly CancellationTokenSource _cancellation = new();
#pragma warning restore CA2213
    readonly CancellationToken _caller;
    readonly CancellationTokenRegistration _registration;
    readonly Action _interrupt;
    readonly ConcurrentDictionary<string, SqlInferenceException> _failures = new();
    volatile bool _cancelled;

    public RunningQuery(long callerId, Action interrupt, ISessionAccess? access, CancellationToken caller)
    {
        _interrupt = interrupt;
        _caller = caller;
        Access = access;
        Context = new(callerId, Deadline: null, _cancellation.Token) { Session = access };
        _registration = caller.UnsafeRegister(static query => ((RunningQuery)query!).Cancel(), this);
    }

    /// <summary>What models are told about the caller.</summary>
    public RequestContext Context { get; }

    /// <summary>What the query may call; null for everything.</summary>
    public ISessionAccess? Access { get; }

    public bool IsCancelled => _cancelled;

    /// <summary>Tells DuckDB and every model that is at work for this query.</summary>
    public void Cancel()
    {
        // First, so that whoever starts a query after DuckDB forgot the interrupt still sees it.
        _cancelled = true;
        _interrupt();
        // Models may answer within this call; a callback that was first to throw must not keep others from hearing it.
        _cancellation.Cancel(throwOnFirstException: false);
    }

    public void ThrowIfCancelled()
    {
        if (IsCancelled)
            throw Cancelled();
    }

    public OperationCanceledException Cancelled(Exception? inner = null) => new("The query was cancelled.", inner,
        _caller.IsCancellationRequested ? _caller : _cancellation.Token);

    /// <summary>Keeps a failure of a model, of which DuckDB itself keeps only the message.</summary>
    public void Fail(SqlInferenceException failure)
    {
        // More than one only where TRY(…) catches them, or where several models fail at the same time.
        const int Enough = 100;
        if (_failures.Count < Enough)
            _failures.TryAdd(failure.Message, failure);
    }

    /// <summary>The model failure behind an error text of DuckDB, which holds the failure's message.</summary>
    public bool TryFindFailure(string databaseMessage, [NotNullWhen(true)] out SqlInferenceException? failure)
    {
        failure = _failures.Values.FirstOrDefault(candidate => databaseMessage.Contains(candidate.Message, StringComparison.Ordinal));
        return failure != null;
    }

    /// <summary>Waits for a cancellation that is under way, so that it cannot reach the connection's next query.</summary>
    public void Dispose() => _registration.Dispose();
}
