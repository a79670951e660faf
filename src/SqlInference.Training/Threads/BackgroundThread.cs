using System.Runtime.InteropServices;

namespace SqlInference.Training.Threads;

/// <summary>
/// A thread of low priority for long work: on a busy machine it yields to the threads that serve. Threads which it starts through
/// native libraries inherit that.
/// </summary>
public static partial class BackgroundThread
{
    // On Linux the nice value is each thread's own and cannot be taken back without a privilege, so pool threads must not get it.
    const int Niceness = 10;

    const int ThisThread = 0;

    const int Process = 0;

    public static Task<T> Run<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Complete(work, done)) { Name = name, IsBackground = true }.Start();
        return done.Task;
    }

    static void Complete<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        // Where that is not allowed, the work is done all the same.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(Process, ThisThread, Niceness);
        try
        {
            done.SetResult(work());
        }
        catch (OperationCanceledException exception)
        {
            done.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int id, int niceness);
}
