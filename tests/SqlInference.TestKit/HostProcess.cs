using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqlInference.TestKit;

/// <summary>A process of its own, to run beside the test and to be killed.</summary>
public sealed class HostProcess : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process _process;

    HostProcess(Process process) => _process = process;

    // The program that runs a test may be a test host; the runtime's folder tells where dotnet is.
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public int Id => _process.Id;

    public static HostProcess Start(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        return new(Process.Start(command)!);
    }

    /// <summary>Starts a program that was built beside the test.</summary>
    public static HostProcess Start(string assembly, params string[] arguments) => Start(new ProcessStartInfo(Dotnet, [BesideTest(assembly), .. arguments]));

    public static string BesideTest(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    /// <summary>Waits until the host prints this line.</summary>
    public void WaitFor(string line)
    {
        while (_process.StandardOutput.ReadLine() is { } printed)
        {
            if (printed == line)
                return;
        }

        Assert.Fail($"The host never came to '{line}': {_process.StandardError.ReadToEnd()}");
    }

    /// <summary>Ends the host as nothing can prevent (SIGKILL).</summary>
    public void Kill()
    {
        Assert.False(_process.HasExited, "the host ended before it was killed");
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the host's own end and returns what it printed.</summary>
    public string[] Finish()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        var output = _process.StandardOutput.ReadToEnd();
        Assert.True(_process.WaitForExit(Patience), "the host does not end");
        Assert.True(_process.ExitCode == 0, $"the host ended with {_process.ExitCode}: {errors.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits for the host to fail and returns what it complained of.</summary>
    public string Fail()
    {
        var output = _process.StandardOutput.ReadToEndAsync();
        var errors = _process.StandardError.ReadToEnd();
        Assert.True(_process.WaitForExit(Patience), "the host does not end");
        Assert.True(_process.ExitCode != 0, $"the host did not fail: {output.Result}");
        return errors;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
