using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Registry.Training;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// A statement between the service and a client on the network. One request at a time works on it; whoever ends it
/// meanwhile leaves the ending to that request. Its outcome is remembered for one lease, so that a confirmation whose
/// answer was lost can be repeated. Thread-safe.
/// </summary>
sealed class PendingStatement : IDisposable
{
    readonly Lock _gate = new();
    readonly StatementRun _run;
    readonly Action _forget;
    readonly RunLease _lease;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _stop = new();
    readonly List<string> _notices;
    RunState _state;
    bool _busy;
    Exception? _ending;
    SqlInferenceException? _error;
    double? _progress;
    string[] _functions = [];
    ResultDocument? _result;

    /// <param name="notices">Where the statement's remarks arrive; locked while it is used.</param>
    /// <param name="forget">Called when nobody can want to know of the statement any more.</param>
    public PendingStatement(
        string id, StatementRun run, string database, Principal owner, List<string> notices, TimeProvider time, TimeSpan lease, Action forget)
    {
        Id = id;
        Database = database;
        Owner = owner;
        _run = run;
        _notices = notices;
        _time = time;
        _forget = forget;
        _state = run.Training is null ? RunState.AwaitingConfirmation : RunState.AwaitingRows;
        _lease = new(time, lease, LeaseOver);
    }

    public string Id { get; }

    public string Database { get; }

    public Principal Owner { get; }

    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return IsOpenState;
        }
    }

    bool IsOpenState => _state is not (RunState.Confirmed or RunState.Failed or RunState.Abandoned);

    /// <summary>Training has ended one way or the other; completed where there is none.</summary>
    public Task Trained { get; private set; } = Task.CompletedTask;

    /// <summary>True where the session has no part in the statement, so that it can be confirmed at once.</summary>
    public bool NeedsNoSession => _run.Training is null && _functions.Length == 0 && _run.Query is null;

    /// <summary>Holds the lease while a request about the run is being answered.</summary>
    public IDisposable Attend() => _lease.Attend();

    /// <summary>Makes the definitions of a statement without training.</summary>
    public void Prepare()
    {
        if (_run.Training is null)
            Do(RunState.AwaitingConfirmation, Define);
    }

    public void Confirm()
    {
        lock (_gate)
        {
            if (_state == RunState.Confirmed)
                return;
        }

        Do(RunState.AwaitingConfirmation, () =>
        {
            _result = ResultDocument.Of(_run.Confirm());
            _run.Committed();
            lock (_gate)
                _state = RunState.Confirmed;
            _run.Dispose();
        });
    }

    /// <summary>Ends the statement. With an <see cref="OperationCanceledException"/> it is as if it had not been begun.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            if (!IsOpenState)
                return;
            _ending ??= reason;
            if (_busy)
            {
                _stop.CancelAsync();
                return;
            }

            _busy = true;
        }

        Close(reason);
    }

    /// <summary>Reads the training rows; goes on to train in the background when they are all here.</summary>
    public async Task ReceiveAsync(TrainingBody body, CancellationToken clientGone)
    {
        Enter(RunState.AwaitingRows, RunState.ReceivingRows);
        try
        {
            var training = _run.Training!;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(clientGone, _stop.Token, training.Stopped);
            await Supervised(training, () => TrainingUpload.RunAsync(body, training, _time, _lease.Duration, stop.Token), stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody is there to be told, and nothing is wrong with the statement.
            var isGone = clientGone.IsCancellationRequested || exception is IOException;
            Close(isGone ? new OperationCanceledException("its client went away while it sent the training rows", exception) : exception);
            throw Ending(exception);
        }

        lock (_gate)
            _state = RunState.Training;
        Trained = Task.Factory.StartNew(Train, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public StatementAnswer Answer(string path)
    {
        lock (_gate)
        {
            var waits = IsOpenState;
            return new()
            {
                Run = Id,
                State = _state,
                Training = _state == RunState.AwaitingRows ? new() { Query = _run.Training!.Query, Upload = $"{path}/{Id}/training" } : null,
                Functions = _state == RunState.AwaitingConfirmation ? _functions : [],
                Query = _state == RunState.AwaitingConfirmation ? _run.Query : null,
                LeaseSeconds = waits ? _lease.Duration.TotalSeconds : null,
                Progress = _progress,
                Result = _result,
                Error = _error is null ? null : ErrorDocument.Of(_error),
                Notices = Notices(),
            };
        }
    }

    /// <summary>Throws why the statement ended, if it did so badly.</summary>
    public void ThrowIfEnded()
    {
        lock (_gate)
        {
            if (_error is not null)
                throw _error;
        }
    }

    /// <summary>The service stops: what is under way is taken back.</summary>
    public void Dispose()
    {
        End(new OperationCanceledException("the service stopped"));
        _lease.Dispose();
    }

    void Train()
    {
        try
        {
            var training = _run.Training!;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, training.Stopped);
            Supervised(training, () =>
            {
                training.Finish(new Progress(this), stop.Token);
                return Task.CompletedTask;
            }, stop.Token).GetAwaiter().GetResult();
            Define();
            Leave(RunState.AwaitingConfirmation);
        }
        catch (Exception exception)
        {
            Close(exception);
        }
    }

    /// <summary>Training that was stopped from within says why.</summary>
    static async Task Supervised(TrainingRun training, Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && training.Stopped.IsCancellationRequested)
        {
            training.ThrowIfStopped();
            throw;
        }
    }

    void Define() => _functions = [.. _run.Functions.Items.SelectMany(change => change.Ddl)];

    void Do(RunState state, Action work)
    {
        Enter(state, state);
        try
        {
            work();
        }
        catch (Exception exception)
        {
            Close(exception);
            throw Ending(exception);
        }

        Leave(null);
    }

    void Enter(RunState expected, RunState next)
    {
        lock (_gate)
        {
            if (_error is not null)
                throw _error;
            if (_state != expected || _busy)
                throw NotNow();
            _busy = true;
            _state = next;
        }
    }

    void Leave(RunState? next)
    {
        Exception? ending;
        lock (_gate)
        {
            ending = IsOpenState ? _ending : null;
            _busy = ending is not null;
            _state = next ?? _state;
        }

        if (ending is not null)
            Close(ending);
    }

    /// <summary>Called by the one who is busy with the run.</summary>
    void Close(Exception exception)
    {
        lock (_gate)
            exception = _ending ??= exception;
        _run.Fail(exception);
        _run.Dispose();
        lock (_gate)
        {
            _error = exception as SqlInferenceException ?? (exception is OperationCanceledException
                ? new(ErrorConditions.UnknownStatementRun, $"Statement run {Id} was taken back: {exception.Message}.", "Begin the statement again.")
                : new(ErrorConditions.InternalError, "The service failed to execute this statement.", "Its log says more.", exception));
            _state = exception is OperationCanceledException ? RunState.Abandoned : RunState.Failed;
            _busy = false;
        }
    }

    Exception Ending(Exception exception) => _error?.Condition == ErrorConditions.InternalError ? exception : _error!;

    SqlInferenceException NotNow() => new(ErrorConditions.StatementNotAllowedHere, _state switch
    {
        RunState.AwaitingRows => $"Statement run {Id} waits for its training rows.",
        RunState.ReceivingRows => $"Statement run {Id} is receiving its training rows.",
        RunState.Training => $"Statement run {Id} is training.",
        RunState.Confirmed => $"Statement run {Id} is confirmed already.",
        _ => $"Statement run {Id} is busy with another request, or wants no training rows.",
    }, "Ask for its state, which says what is to be done next.");

    void LeaseOver()
    {
        if (IsOpen)
        {
            End(new OperationCanceledException($"nothing was heard of its client for {_lease.Duration.TotalSeconds:F0} seconds"));
            return;
        }

        _lease.Dispose();
        _forget();
    }

    string[] Notices()
    {
        lock (_notices)
            return [.. _notices];
    }

    sealed class Progress(PendingStatement statement) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (statement._gate)
                statement._progress = value;
        }
    }
}
