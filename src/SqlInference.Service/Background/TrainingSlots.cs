namespace SqlInference.Service.Background;

/// <summary>How many trainings compute at once; the others wait in the order in which they come. Thread-safe.</summary>
sealed class TrainingSlots(int count) : IDisposable
{
    readonly SemaphoreSlim _free = new(count);

    /// <summary>Waits for a slot, which is free again when what is returned is disposed of.</summary>
    public IDisposable Enter(CancellationToken cancellation)
    {
        _free.WaitAsync(cancellation).GetAwaiter().GetResult();
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
