using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Registry.Training;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// A statement that waits for its training rows, or trains. One request at a time works on it; whoever ends it meanwhile
/// leaves the ending to that request. How it failed is remembered for one lease. Thread-safe.
/// </summary>
sealed class RunningStatement : IBegunStatement, IDisposable
{
    readonly Lock _gate = new();
    readonly StatementCall _call;
    readonly StatementRun _run;
    readonly Action _settle;
    readonly Action _goAhead;
    readonly Action _forget;
    readonly RunLease _lease;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _stop = new();
    RunState _state = RunState.AwaitingRows;
    bool _busy;
    Exception? _ending;
    SqlInferenceException? _error;
    double? _progress;

    /// <param name="settle">Keeps the statement elsewhere: nothing more is wanted of its session than to confirm it.</param>
    /// <param name="goAhead">Goes on with the training of a statement that is kept elsewhere.</param>
    /// <param name="forget">Called when nobody can want to know of the statement here any more.</param>
    public RunningStatement(StatementCall call, StatementRun run, TimeProvider time, TimeSpan lease, Action settle, Action goAhead, Action forget)
    {
        _call = call;
        _run = run;
        _time = time;
        _settle = settle;
        _goAhead = goAhead;
        _forget = forget;
        _lease = new(time, lease, LeaseOver);
    }

    public string Id => _call.Id;

    public string Database => _call.Database;

    public Principal Owner => _call.Owner;

    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return IsOpenState;
        }
    }

    /// <summary>Trained, and on its way to where it waits; <see cref="Trained"/> tells when it is there.</summary>
    public bool IsSettling
    {
        get
        {
            lock (_gate)
                return _state == RunState.AwaitingConfirmation;
        }
    }

    bool IsOpenState => _state is RunState.AwaitingRows or RunState.ReceivingRows or RunState.Training;

    /// <summary>Training has ended one way or the other.</summary>
    public Task Trained { get; private set; } = Task.CompletedTask;

    public IDisposable? Attend() => _lease.Attend();

    public void Confirm()
    {
        lock (_gate)
            throw _error ?? NotNow();
    }

    public void TakeBack() => End(new OperationCanceledException("its client gave it up"));

    public void Fail(SqlInferenceException reason) => End(reason);

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
            if (_call.InBackground && _run.CanGoAhead)
            {
                GoAhead();
                return;
            }
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
            return new()
            {
                Run = Id,
                Tag = _run.Tag,
                State = _state,
                Training = _state == RunState.AwaitingRows ? new() { Query = _run.Training!.Query, Upload = $"{path}/{Id}/training" } : null,
                LeaseSeconds = IsOpenState ? _lease.Duration.TotalSeconds : null,
                Progress = _progress,
                Error = _error is null ? null : ErrorDocument.Of(_error),
                Notices = _call.Notices(),
            };
        }
    }

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
            Settle();
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

    /// <summary>The session's transaction and the training take their ways: whichever ends last puts the model in service.</summary>
    void GoAhead()
    {
        KeepElsewhere();
        _goAhead();
        _lease.Dispose();
        _forget();
    }

    void KeepElsewhere()
    {
        lock (_gate)
        {
            if (_ending is not null)
                throw _ending;
            _state = RunState.AwaitingConfirmation;
        }

        _settle();
    }

    void Settle()
    {
        KeepElsewhere();
        _run.HandOver();
        _run.Dispose();
        _lease.Dispose();
        _forget();
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
        _ => $"Statement run {Id} is training.",
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

    sealed class Progress(RunningStatement statement) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (statement._gate)
                statement._progress = value;
        }
    }
}
