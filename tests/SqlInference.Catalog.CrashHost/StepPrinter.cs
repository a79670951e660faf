namespace SqlInference.Catalog.CrashHost;

/// <summary>Prints the steps and stays at one of them until the process is killed.</summary>
sealed class StepPrinter(string stopAt) : IStepObserver
{
    public void Reached(string step)
    {
        Console.WriteLine(step);
        if (step == stopAt)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
