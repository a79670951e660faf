using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>This program as a child process: opens a folder, runs one query, prints its answer and the most memory it had.</summary>
static class Child
{
    public const string Argument = "child";

    public static void Run(string[] args)
    {
        using var warehouse = Warehouse.Open(args[0]);
        Console.WriteLine(warehouse.Number(args[1]).ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(PeakMemory(Environment.ProcessId).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The peak memory in bytes of a process that runs the query.</summary>
    public static long PeakBytes(string folder, string query)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Benchmarks"), [Argument, folder, query])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadLine();
        var peak = process.StandardOutput.ReadLine();
        process.WaitForExit();
        return answer == null || process.ExitCode != 0
            ? throw new InvalidOperationException($"The child process failed with exit code {process.ExitCode}.")
            : long.Parse(peak!, CultureInfo.InvariantCulture);
    }

    /// <summary>The kernel's high-water mark of resident memory.</summary>
    public static long PeakMemory(int process)
    {
        const string Field = "VmHWM:";
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
