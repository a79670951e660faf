using System.Collections.Concurrent;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Background;

/// <summary>
/// The trainings of this process, from their first row on: how far each is, how many compute at once, and those that go on
/// without their sessions. Thread-safe.
/// </summary>
public sealed class TrainingsUnderWay(ServiceOptions options) : IDisposable
{
    /// <summary>Each holds its rows in memory.</summary>
    const int Most = 64;

    readonly ConcurrentDictionary<VersionKey, TrainingRun> _trainings = new();
    readonly ConcurrentDictionary<VersionKey, BackgroundTraining> _background = new();
    readonly Lock _starting = new();
    bool _stopped;

    /// <summary>Raised when a training ends that goes on without its session, on its own thread.</summary>
    public event Action<BackgroundTraining>? Ended;

    /// <summary>All of them have been told to end.</summary>
    internal bool IsStopped
    {
        get
        {
            lock (_starting)
                return _stopped;
        }
    }

    internal TrainingSlots Slots { get; } = new(options.TrainingsAtOnce);

    /// <summary>Where the training of a version stands; null where this process does not train it.</summary>
    public TrainingStatus? Find(VersionKey version) => _trainings.TryGetValue(version, out var training) ? training.Status : null;

    /// <summary>The end of a training that goes on without its session; null where there is none in this process.</summary>
    public Task? EndOf(VersionKey version) => _background.TryGetValue(version, out var training) ? training.Ended : null;

    /// <summary>Goes on with a statement whose rows are in, and that is its own from here on.</summary>
    /// <param name="complete">What is to be done with it once the model is trained.</param>
    /// <param name="ended">What is to be done when it is over, however it ended.</param>
    public BackgroundTraining Start(StatementRun run, ModelName model, Action<StatementRun> complete, Action ended)
    {
        var training = new BackgroundTraining(run, model, complete);
        lock (_starting)
        {
            if (_stopped)
                throw new OperationCanceledException("the service stops");
            if (_background.Count >= Most)
                throw new SqlInferenceException(ErrorConditions.QueueFull, $"{Most} models are in training or wait for it already.", "Wait for some of them, or drop them.");
            _background[training.Version] = training;
            training.Start(over =>
            {
                ended();
                _background.TryRemove(over.Version, out _);
                Ended?.Invoke(over);
                over.Dispose();
            });
            return training;
        }
    }

    /// <summary>Ends all of them, with the reason that each is given.</summary>
    public void Stop(Func<BackgroundTraining, Exception> reason)
    {
        var under = new List<BackgroundTraining>();
        lock (_starting)
        {
            _stopped = true;
            foreach (var training in _background.Values)
            {
                training.Stop(reason(training));
                under.Add(training);
            }
        }

        Task.WaitAll([.. under.Select(training => training.Ended)]);
    }

    public void Dispose()
    {
        Stop(static training => new SqlInferenceException(ErrorConditions.ModelNotReady,
            $"interrupted: the service stopped before model {training.Model} was trained; run CREATE MODEL again"));
        Slots.Dispose();
    }

    internal void Add(VersionKey version, TrainingRun training) => _trainings[version] = training;

    internal void Remove(VersionKey version) => _trainings.TryRemove(version, out _);
}
