using System.Globalization;
using SqlInference.Catalog.CrashHost;
using SqlInference.Errors;

// A process for tests to run beside others and to kill:
//   create FOLDER CATALOG STEP        makes (or replaces) model public.m and stops for good at STEP; prints every step
//   hammer FOLDER CATALOG SEED COUNT  does COUNT random things to four models; prints how many versions it began
//   loaded FOLDER CATALOG             makes model public.m; prints the libraries that this took
// FOLDER is for artifacts; CATALOG is a file or a connection string.
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
    ["create", var folder, var catalog, var step] => Creation.Run(folder, catalog, new StepPrinter(step)),
    ["hammer", var folder, var catalog, var seed, var count] => Hammer.Run(
        folder, catalog, int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
    ["loaded", var folder, var catalog] => PrintLoaded(folder, catalog),
    _ => 2,
};

static int PrintLoaded(string folder, string catalog)
{
    Creation.Run(folder, catalog, null);
    foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        Console.WriteLine(assembly.GetName().Name);
    return 0;
}
