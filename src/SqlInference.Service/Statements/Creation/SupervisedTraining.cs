using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Statements.Creation;

/// <summary>Training that ends when MAX_RUNTIME is over or the model is dropped meanwhile, and that says how far it is.</summary>
sealed class SupervisedTraining : TrainingRun
{
    // What a timer can wait for.
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    readonly TrainingRun _training;
    readonly ModelName _model;
    readonly TimeSpan _maxRuntime;
    readonly CancellationTokenSource _tooLong;
    readonly CancellationTokenSource _stop;
    volatile bool _dropped;
    double _progress;

    public SupervisedTraining(TrainingRun training, ModelName model, TimeSpan maxRuntime, TimeProvider time)
    {
        _training = training;
        _model = model;
        _maxRuntime = maxRuntime;
        var longest = maxRuntime + training.Grace;
        _tooLong = new(longest < Longest ? longest : Longest, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_tooLong.Token);
    }

    /// <summary>From 0 to 1.</summary>
    public double Progress => Volatile.Read(ref _progress);

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

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation) =>
        _training.Finish(new Listener(this, progress), cancellation);

    public override void Dispose()
    {
        _training.Dispose();
        _stop.Dispose();
        _tooLong.Dispose();
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
