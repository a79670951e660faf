using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqlInference.Catalog.Tests;

/// <summary>The crash host in a process of its own.</summary>
sealed class HostProcess : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process _process;

    HostProcess(Process process) => _process = process;

    public static HostProcess Start(params string[] arguments)
    {
        var (dotnet, host) = Command;
        return Start(dotnet, [host, .. arguments]);
    }

    /// <summary>Starts the host in a mount namespace of its own, with an empty file system of that size over the folder.</summary>
    public static HostProcess StartOnSmallDisk(string folder, int kibibytes, string script) => Start(
        "unshare", ["--map-root-user", "--mount", "sh", "-e", "-c", $"mount -t tmpfs -o size={kibibytes}k tmpfs '{folder}'; {script}", Command.Dotnet, Command.Host]);

    static (string Dotnet, string Host) Command
    {
        get
        {
            // The program that runs this test may be a test host; the runtime's folder tells where dotnet is.
            var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return (Path.GetFullPath(dotnet), Path.Combine(AppContext.BaseDirectory, "SqlInference.Catalog.CrashHost.dll"));
        }
    }

    static HostProcess Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the host prints this line.</summary>
    public void WaitFor(string line)
    {
        while (_process.StandardOutput.ReadLine() is { } printed)
        {
            if (printed == line)
            {
                return;
            }
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
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
