using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SqlInference.Catalog;

/// <summary>
/// A process, told apart from a later one that was given the same number. <see cref="Host"/> names the machine and the
/// process namespace: only within one of them can anybody tell whether a process lives.
/// </summary>
public sealed record ProcessIdentity(string Host, int ProcessId, string Started)
{
    public static ProcessIdentity Current { get; } = OfThisProcess();

    public override string ToString() => $"{ProcessId} on {Host}";

    /// <summary>Whether the process is known to have ended. Of a process on another host nothing is known.</summary>
    public bool IsKnownToBeGone()
    {
        try
        {
            return Host == Current.Host && Boot == Current.Boot && StartOf(ProcessId) != Started;
        }
        catch (Win32Exception)
        {
            // It is there, but another account's: Windows does not tell when it started.
            return false;
        }
    }

    // Machines made from one image may have one name, but each start of a machine has an id of its own.
    string Boot => OperatingSystem.IsLinux() ? Started.Split(':')[0] : "";

    static ProcessIdentity OfThisProcess()
    {
        var id = Environment.ProcessId;
        return new ProcessIdentity(ThisHost(), id, StartOf(id) ?? "");
    }

    static string ThisHost()
    {
        // A container that is started anew keeps its name but not its process namespace.
        var processNamespace = OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        return processNamespace is null ? Environment.MachineName : $"{Environment.MachineName}/{processNamespace}";
    }

    /// <summary>When a process started, in text that stays the same as long as it lives; null if there is none.</summary>
    static string? StartOf(int processId) => OperatingSystem.IsLinux() ? StartOnLinux(processId) : StartElsewhere(processId);

    static string? StartOnLinux(int processId)
    {
        try
        {
            // proc(5): the command (field 2) may hold anything but ends at the last parenthesis; state is field 3 and
            // the start, in clock ticks since boot, is field 22.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var isZombieOrDead = fields[0] is "Z" or "X";
            return isZombieOrDead ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{fields[19]}";
        }
        catch (IOException)
        {
            return null;
        }
    }

    static string? StartElsewhere(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
