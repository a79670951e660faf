using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements;

/// <summary>
/// A statement under way between the service and the caller's session. The service has checked it and recorded what it
/// begins; the session, under its own privileges, then does what is asked of it: streams the rows of
/// <see cref="Training"/>, asks for the <see cref="Functions"/> and runs their definitions, runs <see cref="Query"/>, and
/// calls <see cref="Confirm"/> in the transaction of the definitions. A run that is disposed of without that undoes what
/// it began.
/// </summary>
public abstract class StatementRun : IDisposable
{
    FunctionChanges? _functions;
    bool _ended;

    /// <summary>What the statement says when it is done, as a shell prints it: <c>CREATE MODEL</c>.</summary>
    public abstract string Tag { get; }

    /// <summary>There is nothing to undo: the statement asks, or finds things as it wants them.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>The version that confirming puts in service; null where confirming executes what the statement says.</summary>
    public virtual VersionKey? Version => null;

    /// <summary>Rows the service needs before it can go on; null where it needs none.</summary>
    public virtual TrainingRun? Training => null;

    /// <summary>
    /// All rows are in, and <see cref="Functions"/> can be defined and the statement confirmed while the model is trained.
    /// </summary>
    public virtual bool CanGoAhead => false;

    /// <summary>The functions that the session defines, once training, if any, is over.</summary>
    public FunctionChanges Functions => _functions ??= DefineFunctions();

    /// <summary>A query that the session runs when the functions are there, and whose result is the statement's; null for none.</summary>
    public virtual string? Query => null;

    /// <summary>Records that the session has done its part. The session's transaction may still fail to commit: see <see cref="Committed"/>.</summary>
    public StatementResult Confirm()
    {
        var result = OnConfirm();
        _ended = true;
        return result;
    }

    /// <summary>The session's transaction is through: what the functions replaced may go.</summary>
    public void Committed() => _functions?.Complete();

    /// <summary>From here on others confirm the statement or take it back: it outlives this object.</summary>
    public void HandOver() => _ended = true;

    /// <summary>Says why the run will not be confirmed. Nothing half-made stays behind.</summary>
    public void Fail(Exception reason)
    {
        if (_ended)
            return;
        _ended = true;
        _functions?.Undo();
        try
        {
            OnAbandon(reason);
        }
        catch (SqlInferenceException)
        {
            // The reason is what the caller has to hear. The catalog finds what was begun when its lease runs out.
        }
    }

    public void Dispose()
    {
        Fail(new OperationCanceledException("the statement was abandoned"));
        OnDispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void OnDispose()
    {
    }

    protected virtual FunctionChanges DefineFunctions() => new();

    protected abstract StatementResult OnConfirm();

    protected virtual void OnAbandon(Exception reason)
    {
    }
}
