using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Service.Background;

namespace SqlInference.Service.Statements.Creation;

/// <summary>
/// Training that waits its turn, ends when MAX_RUNTIME is over or the model is dropped meanwhile, and says how far it is.
/// </summary>
sealed class SupervisedTraining : TrainingRun
{
    // What a timer can wait for.
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    readonly TrainingRun _training;
    readonly ModelName _model;
    readonly TimeSpan _maxRuntime;
    readonly TimeSpan _longest;
    readonly InferenceService _service;
    readonly long _begun;
    readonly CancellationTokenSource _tooLong;
    readonly CancellationTokenSource _stop;
    volatile bool _dropped;
    volatile TrainingPhase _phase;
    double _progress;

    public SupervisedTraining(TrainingRun training, ModelName model, TimeSpan maxRuntime, InferenceService service)
    {
        _training = training;
        _model = model;
        _maxRuntime = maxRuntime;
        _service = service;
        _longest = maxRuntime + training.Grace < Longest ? maxRuntime + training.Grace : Longest;
        _begun = Time.GetTimestamp();
        _tooLong = new(_longest, Time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_tooLong.Token);
    }

    public override TrainingStatus Status => new(_phase, Volatile.Read(ref _progress));

    public override bool WasDropped => _dropped;

    public override string Query => _training.Query;

    public override CancellationToken Stopped => _stop.Token;

    public void StopBecauseDropped()
    {
        _dropped = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The lease was looked at while training came to its end, which is all that is wanted.
        }
    }

    public override void ThrowIfStopped()
    {
        if (_dropped)
        {
            throw new SqlInferenceException(ErrorConditions.UnknownModel,
                $"Model {_model} was dropped while it was being made.", "Run CREATE MODEL again if the model is still wanted.");
        }

        if (_stop.IsCancellationRequested)
        {
            throw new SqlInferenceException(ErrorConditions.DeadlineExceeded,
                $"Training of model {_model} did not end within {_maxRuntime.TotalSeconds:F0} seconds, which is its MAX_RUNTIME.",
                "Train from fewer rows, or set a higher MAX_RUNTIME in SETTINGS.");
        }
    }

    public override void Describe(IReadOnlyList<TrainingColumn> columns) => _training.Describe(columns);

    public override void Add(ColumnBatch rows)
    {
        ThrowIfStopped();
        _training.Add(rows);
    }

    public override void End()
    {
        ThrowIfStopped();
        _training.End();
    }

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation)
    {
        using var slot = TakeTurn(cancellation);
        _service.Options.Observer?.Reached("training: begun");
        _training.Finish(new Listener(this, progress), cancellation);
    }

    public override void Dispose()
    {
        _training.Dispose();
        _stop.Dispose();
        _tooLong.Dispose();
    }

    TimeProvider Time => _service.Options.Time;

    /// <summary>The time in the queue is none of the training's.</summary>
    IDisposable TakeTurn(CancellationToken cancellation)
    {
        _phase = TrainingPhase.Queued;
        var left = _longest - Time.GetElapsedTime(_begun);
        _tooLong.CancelAfter(Timeout.InfiniteTimeSpan);
        var slot = _service.Trainings.Slots.Enter(cancellation);
        _phase = TrainingPhase.Training;
        _tooLong.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        return slot;
    }

    sealed class Listener(SupervisedTraining training, IProgress<double>? progress) : IProgress<double>
    {
        public void Report(double value)
        {
            Volatile.Write(ref training._progress, value);
            progress?.Report(value);
        }
    }
}
