namespace SqlInference.Inference.Batching;

/// <summary>The bytes that requests to all models of a process may hold while they wait. Thread-safe.</summary>
public sealed class AdmissionBudget
{
    long _held;

    public AdmissionBudget(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        MaxBytes = maxBytes;
    }

    public long MaxBytes { get; }

    /// <summary>What waits now.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Where nothing is held, anything goes: what is larger than the budget would otherwise never run.</summary>
    internal bool TryTake(long bytes)
    {
        var held = Interlocked.Add(ref _held, bytes);
        if (held <= MaxBytes || held == bytes)
            return true;
        Return(bytes);
        return false;
    }

    internal void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
