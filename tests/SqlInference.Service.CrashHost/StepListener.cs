using System.Diagnostics;
using SqlInference.Catalog;

namespace SqlInference.Service.CrashHost;

/// <summary>Hears of the steps of a script, once the folder is open.</summary>
abstract class StepListener : IStepObserver
{
    bool _began;

    public void Begin() => _began = true;

    public void Reached(string step)
    {
        if (_began)
            OnReached(step);
    }

    protected abstract void OnReached(string step);
}

sealed class StepPrinter : StepListener
{
    protected override void OnReached(string step) => Console.WriteLine(step);
}

/// <summary>Ends the process at a step, without anything being closed or flushed (SIGKILL).</summary>
sealed class StepKiller(string stopAt) : StepListener
{
    protected override void OnReached(string step)
    {
        if (step != stopAt)
            return;
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
