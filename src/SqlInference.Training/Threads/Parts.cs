namespace SqlInference.Training.Threads;

/// <summary>Runs work over a range in parts of fixed length, on so many threads of low priority, the caller's among them.</summary>
static class Parts
{
    public static void Run(int length, int partLength, int threads, Action<int, int> part, CancellationToken cancellation)
    {
        var parts = (length + partLength - 1) / partLength;
        if (threads == 1)
        {
            for (var i = 0; i < parts; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                part(i * partLength, Math.Min(length, (i + 1) * partLength));
            }

            return;
        }

        Parallel.For(0, parts, new() { MaxDegreeOfParallelism = threads, TaskScheduler = BackgroundScheduler.Shared, CancellationToken = cancellation },
            i => part(i * partLength, Math.Min(length, (i + 1) * partLength)));
    }
}
