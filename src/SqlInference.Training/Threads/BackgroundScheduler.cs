using System.Collections.Concurrent;

namespace SqlInference.Training.Threads;

/// <summary>Runs tasks on threads of low priority, one for each core, which are kept: the thread pool's have to serve.</summary>
sealed class BackgroundScheduler : TaskScheduler
{
    readonly BlockingCollection<Task> _tasks = [];

    BackgroundScheduler()
    {
        for (var i = 0; i < Environment.ProcessorCount; i++)
            BackgroundThread.Start("training", Work);
    }

    /// <summary>Its threads start when it is first asked for.</summary>
    public static BackgroundScheduler Shared { get; } = new();

    public override int MaximumConcurrencyLevel => Environment.ProcessorCount;

    protected override void QueueTask(Task task) => _tasks.Add(task);

    /// <summary>Who waits for a task does it rather.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    void Work()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
