using System.ComponentModel;
using System.Diagnostics;

namespace SqlInference.TestKit;

/// <summary>Finds out whether this machine can do what a test needs.</summary>
static class Prerequisites
{
    /// <summary>Null where the command succeeds; else what is missing.</summary>
    public static string? Try(string otherwise, string program, params IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux())
            return $"{otherwise}; this is not Linux";
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = trial.StandardError.ReadToEndAsync();
            trial.StandardOutput.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"{otherwise}; here it fails: {errors.Result.Trim()}";
        }
        catch (Win32Exception exception)
        {
            return $"{otherwise}; {program} cannot be run: {exception.Message}";
        }
    }
}
