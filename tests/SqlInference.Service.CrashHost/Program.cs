using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service;
using SqlInference.Service.CrashHost;
using SqlInference.Service.Embedded;

// A process for tests to run beside others and to kill:
//   steps FOLDER SCRIPT     runs the script and prints the steps of it
//   die STEP FOLDER SCRIPT  runs the script and ends at that step, as by a power failure
//   hold FOLDER             opens the folder, says so, and stays until it is killed
try
{
    return args switch
    {
        ["steps", var folder, var script] => Run(folder, script, new StepPrinter()),
        ["die", var step, var folder, var script] => Run(folder, script, new StepKiller(step)),
        ["hold", var folder] => Hold(folder),
        _ => 2,
    };
}
catch (SqlInferenceException exception)
{
    Console.Error.WriteLine($"{exception.Condition.Name}: {exception.Message}");
    return exception.Condition.ExitCode;
}

static int Run(string folder, string script, StepListener listener)
{
    using var engine = EmbeddedEngine.Open(folder, new ServiceOptions { Observer = listener }, threads: 2);
    using var session = engine.Connect();
    listener.Begin();
    foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
        session.Run(script, statement, new NoOutput(), CancellationToken.None);
    session.Finish(new NoOutput(), CancellationToken.None);
    return 0;
}

static int Hold(string folder)
{
    using var engine = EmbeddedEngine.Open(folder);
    Console.WriteLine("open");
    Thread.Sleep(Timeout.Infinite);
    return 0;
}
