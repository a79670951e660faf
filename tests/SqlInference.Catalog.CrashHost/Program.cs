using System.Globalization;
using SqlInference.Catalog.CrashHost;
using SqlInference.Errors;

// A process for tests to run beside others and to kill:
//   create FOLDER STEP        makes (or replaces) model public.m and stops for good at STEP; prints every step
//   hammer FOLDER SEED COUNT  does COUNT random things to four models; prints how many versions it began
try
{
    return Run(args);
}
catch (SqlInferenceException exception)
{
    Console.Error.WriteLine($"{exception.Condition.Name}: {exception.Message}");
    return exception.Condition.ExitCode;
}

static int Run(string[] args) => args switch
{
    ["create", var folder, var step] => Creation.Run(folder, new StepPrinter(step)),
    ["hammer", var folder, var seed, var count] => Hammer.Run(
        folder, int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
    _ => 2,
};
