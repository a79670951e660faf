using SqlInference.Catalog;

namespace SqlInference.TestKit;

/// <summary>Holds trainings up where they begin, until it is opened.</summary>
sealed class TrainingGate : IStepObserver, IDisposable
{
    readonly ManualResetEventSlim _open = new(initialState: true);
    readonly SemaphoreSlim _arrived = new(0);

    /// <summary>Trainings stop here from now on.</summary>
    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    /// <summary>Waits until one more training stands before the gate.</summary>
    public void Arrived() => Assert.True(_arrived.Wait(TimeSpan.FromMinutes(2)), "No training has begun.");

    public void Reached(string step)
    {
        if (step != "training: begun" || _open.IsSet)
            return;
        _arrived.Release();
        _open.Wait();
    }

    public void Dispose()
    {
        _open.Set();
        _arrived.Dispose();
    }
}
