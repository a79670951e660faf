namespace SqlInference.Service.Hosting;

/// <summary>A load that waits for room in memory.</summary>
sealed class RoomRequest(long bytes)
{
    readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Bytes => bytes;

    public Task Granted => _granted.Task;

    public void Grant() => _granted.SetResult();
}
