using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Background;

/// <summary>
/// A statement whose rows are in and that goes on without its session: it trains, completes the model, and tells how that
/// ended. Thread-safe.
/// </summary>
public sealed class BackgroundTraining : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    Work? _work;
    Exception? _reason;

    internal BackgroundTraining(StatementRun run, ModelName model, Action<StatementRun> complete)
    {
        _work = new(run, run.Training!, complete);
        Model = model;
        Version = run.Version!.Value;
    }

    public ModelName Model { get; }

    public VersionKey Version { get; }

    public TrainingStatus Status => Volatile.Read(ref _work)?.Training.Status ?? new(TrainingPhase.Training, 1);

    /// <summary>Ends with the training, however it ends.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Why there is no model, once <see cref="Ended"/>; null where there is one.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Nobody wants the model any more, so that it failed for no fault of its own.</summary>
    public bool WasTakenBack { get; private set; }

    /// <summary>Stops the training. With an <see cref="OperationCanceledException"/> it is as if it had not been begun.</summary>
    public void Stop(Exception reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came to its end meanwhile, which is all that is wanted.
        }
    }

    /// <summary>Called when it has ended.</summary>
    public void Dispose() => _stop.Dispose();

    /// <summary>Throws why there is no model.</summary>
    public void ThrowIfFailed()
    {
        if (Failure is SqlInferenceException failure)
            throw new SqlInferenceException(failure.Condition, failure.Message, failure.Hint, failure);
        if (Failure is not null)
            throw Failure is OperationCanceledException ? new OperationCanceledException(Failure.Message, Failure) : new InvalidOperationException(Failure.Message, Failure);
    }

    internal void Start(Action<BackgroundTraining> ended) => Ended = Task.Factory.StartNew(
        () =>
        {
            Run(_work!);
            // Whoever waits for the end may hold on to this for long; the rows go now.
            _work = null;
            ended(this);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    void Run(Work work)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, work.Training.Stopped);
            Train(work.Training, stop.Token);
            work.Complete(work.Run);
        }
        catch (Exception exception)
        {
            Failure = _reason ?? exception;
            WasTakenBack = Failure is OperationCanceledException || work.Training.WasDropped;
            work.Run.Fail(Failure);
        }

        work.Run.Dispose();
    }

    /// <summary>Training that was stopped from within says why.</summary>
    void Train(TrainingRun training, CancellationToken stop)
    {
        try
        {
            training.Finish(null, stop);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            training.ThrowIfStopped();
            throw;
        }
    }

    sealed record Work(StatementRun Run, TrainingRun Training, Action<StatementRun> Complete);
}
