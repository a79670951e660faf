using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace SqlInference.Training.Threads;

/// <summary>
/// A thread of low priority for long work: on a busy machine it yields to the threads that serve.
/// </summary>
/// <remarks>
/// On Linux a thread hands its nice value down to the threads that it starts, and without a privilege nobody can take it back.
/// So work here starts native threads as it likes, but leaves the thread pool alone: to queue anything there may start a worker,
/// which would serve at low priority from then on. Loops go to the <see cref="BackgroundScheduler"/>.
/// </remarks>
public static partial class BackgroundThread
{
    const int Niceness = 10;

    const int ThisThread = 0;

    const int Process = 0;

    /// <summary>Waits for the work, and returns or throws what it does.</summary>
    public static T Run<T>(string name, Func<T> work)
    {
        var result = default(T)!;
        ExceptionDispatchInfo? thrown = null;
        var thread = Start(name, () =>
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Join();
        thrown?.Throw();
        return result;
    }

    internal static Thread Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            // Where that is not allowed, the work is done all the same.
            if (OperatingSystem.IsLinux())
                _ = SetPriority(Process, ThisThread, Niceness);
            work();
        })
        { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int id, int niceness);
}
