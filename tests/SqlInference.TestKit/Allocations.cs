namespace SqlInference.TestKit;

/// <summary>What work allocates.</summary>
public static class Allocations
{
    const int Times = 5;

    /// <summary>
    /// Bytes that the work allocates on this thread, the least of several times: where other tests make the runtime collect in between, what the
    /// thread had put aside and not used yet counts too.
    /// </summary>
    public static long Of(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Times && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
