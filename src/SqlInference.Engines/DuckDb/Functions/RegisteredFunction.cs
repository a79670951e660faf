using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>What DuckDB calls. Kept alive by DuckDB until the last query that uses it has ended. Thread-safe.</summary>
sealed class RegisteredFunction : IDisposable
{
    readonly PredictionFunction _function;
    readonly RunningQueries _running;
    readonly DuckDbType[] _argumentTypes;
    readonly ResultWriter _writer;

    /// <summary>Idle contexts; more than one per core are not worth keeping.</summary>
    readonly CallContext?[] _idle = new CallContext?[Environment.ProcessorCount];

    /// <summary>For callers that are not ours, such as a query that the database runs on its own.</summary>
    readonly RequestContext _unknownCaller = RequestContext.ForNewCaller(null, CancellationToken.None);
    bool _disposed;

    public RegisteredFunction(PredictionFunction function, RunningQueries running)
    {
        _function = function;
        _running = running;
        _argumentTypes = [.. function.Parameters.Select(parameter => LogicalTypes.Describe(parameter.Type))];
        _writer = new(function.Returns, function.Scorer);
    }

    /// <summary>Why a connection's query may not call the function; null where it may.</summary>
    public string? Refuse(ulong connectionId)
    {
        var query = _running.Find(connectionId);
        if (query?.Access?.Refuse(_function) is not { } refusal)
            return null;
        query.Fail(refusal);
        return refusal.Message;
    }

    /// <summary>Answers one chunk; a failure is returned as the text for DuckDB and kept for the query's caller.</summary>
    public string? Call(ulong connectionId, nint chunk, nint output)
    {
        var query = _running.Find(connectionId);
        CallContext? context = null;
        try
        {
            context = Rent();
            context.Score(chunk, output, query?.Context ?? _unknownCaller);
            return null;
        }
        catch (Exception e)
        {
            var failure = Describe(e);
            query?.Fail(failure);
            return failure.Message;
        }
        finally
        {
            if (context != null)
                Return(context);
        }
    }

    SqlInferenceException Describe(Exception e) => e switch
    {
        SqlInferenceException known => new(known.Condition, Prefix(known.Message), known.Hint, known),
        OperationCanceledException => new(ErrorConditions.ModelFailed, Prefix("the prediction was cancelled."), null, e),
        _ => new(ErrorConditions.InternalError, Prefix($"unexpected {e.GetType().Name}: {e.Message}"), "This is a defect; please report it.", e),
    };

    /// <summary>The name may stand in the message already. DuckDB would cut the text at a zero.</summary>
    string Prefix(string message) =>
        (message.Contains(_function.ModelName, StringComparison.Ordinal) ? message : $"model {_function.ModelName}: {message}").Replace('\0', ' ');

    CallContext Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } context)
                return context;
        }

        return new(_function, _argumentTypes, _writer);
    }

    void Return(CallContext context)
    {
        for (var i = 0; i < _idle.Length && !Volatile.Read(ref _disposed); i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], context, null) == null)
                return;
        }

        context.Dispose();
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        for (var i = 0; i < _idle.Length; i++)
            Interlocked.Exchange(ref _idle[i], null)?.Dispose();
    }
}
