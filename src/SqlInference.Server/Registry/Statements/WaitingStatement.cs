using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// A statement that the service has done all it can for: the session's transaction decides. It is kept in the catalog, so
/// any process may be asked, and one that is started anew knows of it.
/// </summary>
sealed class WaitingStatement(InferenceService service, PendingStatement statement) : IBegunStatement
{
    PendingStatement _statement = statement;

    public string Database => _statement.Database;

    public Task Trained => _statement.Version is { } version && service.Trainings.EndOf(version) is { } end ? end : Task.CompletedTask;

    IPendingStatements Pending => service.Catalog.Pending;

    public IDisposable? Attend()
    {
        Pending.Renew(_statement.Id);
        return null;
    }

    public void Confirm()
    {
        try
        {
            _statement = Pending.Confirm(_statement.Id, Execute) ?? throw Unknown(_statement.Id, Database);
        }
        catch (SqlInferenceException exception) when (IsFinal(exception))
        {
            Pending.Fail(_statement.Id, Failure(exception));
            throw;
        }

        ThrowIfEnded();
    }

    public void TakeBack()
    {
        Pending.TakeBack(_statement.Id);
        Refresh();
    }

    public void Fail(SqlInferenceException reason)
    {
        Pending.Fail(_statement.Id, Failure(reason));
        Refresh();
    }

    public void ThrowIfEnded()
    {
        if (Error() is { } error)
            throw error;
    }

    public StatementAnswer Answer(string path)
    {
        var document = _statement.Document;
        var waits = _statement.State == PendingState.Awaiting;
        var version = _statement.Version is { } key ? service.Catalog.Models.FindVersion(key) : null;
        return new()
        {
            Run = _statement.Id,
            Tag = document.Tag,
            State = State(version),
            Confirmable = waits,
            Functions = waits ? document.Functions : [],
            Query = waits ? document.Query : null,
            LeaseSeconds = waits ? _statement.Lease.TotalSeconds : null,
            Progress = version is { CompletedAt: null } ? service.Trainings.Find(version.Key)?.Progress ?? version.Progress : _statement.Version is null ? null : 1,
            Result = _statement.State == PendingState.Confirmed ? new() { Tag = document.Tag, Columns = [], Rows = [] } : null,
            Error = (Error() ?? TrainingError(version)) is { } error ? ErrorDocument.Of(error) : null,
            Notices = document.Notices,
        };
    }

    /// <summary>Once it is confirmed, a statement is where its version is.</summary>
    RunState State(VersionRecord? version) => (_statement.State, version?.State) switch
    {
        (PendingState.Awaiting or PendingState.Confirmed, VersionState.Pending) when version!.CompletedAt is null => RunState.Training,
        (PendingState.Awaiting or PendingState.Confirmed, VersionState.Failed) => RunState.Failed,
        (PendingState.Awaiting, _) => RunState.AwaitingConfirmation,
        (PendingState.Confirmed, null) when _statement.Version is not null => RunState.Abandoned,
        (PendingState.Confirmed, _) => RunState.Confirmed,
        (PendingState.Failed, _) => RunState.Failed,
        _ => RunState.Abandoned,
    };

    static SqlInferenceException? TrainingError(VersionRecord? version) => version is { State: VersionState.Failed, FailureReason: { } reason }
        ? new(ErrorConditions.ModelNotReady, reason, "CREATE OR REPLACE MODEL makes the model again.")
        : null;

    public static SqlInferenceException Unknown(string id, string database) => new(ErrorConditions.UnknownStatementRun,
        $"There is no statement run '{id}' in database {database}.", "A run that nobody asks about for as long as its lease is taken back; begin the statement again.");

    void Execute(PendingStatement statement)
    {
        var document = statement.Document;
        var engine = StatementEngine.Of(service, document.Engine);
        var context = engine.ContextOf(statement.Database, statement.Actor, document.IsAdmin, document.MayCreate, document.SearchPath, static _ => { });
        using var run = engine.ExecutorFor(statement.Transaction).Begin(engine.Parse(document.Statement), context);
        run.Confirm();
    }

    // What may be otherwise in a moment is tried again.
    static bool IsFinal(SqlInferenceException exception) => exception.Condition.Kind is not (ErrorKind.Unavailable or ErrorKind.Overloaded or ErrorKind.Timeout or ErrorKind.Internal)
        && exception.Condition != ErrorConditions.UnknownStatementRun;

    void Refresh() => _statement = Pending.Find(_statement.Id) ?? throw Unknown(_statement.Id, Database);

    SqlInferenceException? Error() => _statement.State switch
    {
        PendingState.Failed when _statement.Failure is { } failure =>
            new(ErrorConditions.Find(failure.Code) ?? ErrorConditions.InternalError, failure.Message, failure.Hint),
        PendingState.TakenBack => new(ErrorConditions.UnknownStatementRun, $"Statement run {_statement.Id} was taken back.", "Begin the statement again."),
        _ => null,
    };

    static PendingFailure Failure(SqlInferenceException exception) => new(exception.Condition.Code, exception.Message, exception.Hint);
}
