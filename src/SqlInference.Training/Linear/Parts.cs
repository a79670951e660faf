namespace SqlInference.Training.Linear;

/// <summary>Runs work over a range in parts of fixed length, on so many threads.</summary>
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

        Parallel.For(0, parts, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            i => part(i * partLength, Math.Min(length, (i + 1) * partLength)));
    }
}
