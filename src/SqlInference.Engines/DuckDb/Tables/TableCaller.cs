using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>Whom a table function works for: who may cancel it, and who is told of its failure. Thread-safe.</summary>
sealed class TableCaller(string function, RunningQueries running, ulong connectionId)
{
    // Asked anew each time: a prepared statement is bound in one query and run in others.
    RunningQuery? Query => running.Find(connectionId);

    /// <summary>What the query may call; null for everything.</summary>
    public ISessionAccess? Access => Query?.Access;

    public CancellationToken Cancellation => Query?.Context.Cancellation ?? CancellationToken.None;

    /// <summary>Keeps a failure for the query's caller and answers the text for DuckDB.</summary>
    public string Fail(Exception exception)
    {
        var failure = Describe(exception);
        Query?.Fail(failure);
        return failure.Message;
    }

    SqlInferenceException Describe(Exception exception) => exception switch
    {
        SqlInferenceException known => new(known.Condition, $"{function}: {known.Message}", known.Hint, known),
        OperationCanceledException => new(ErrorConditions.DatabaseError, $"{function}: the query was cancelled.", null, exception),
        _ => new(ErrorConditions.InternalError, $"{function}: unexpected {exception.GetType().Name}: {exception.Message}",
            "This is a defect; please report it.", exception),
    };
}
