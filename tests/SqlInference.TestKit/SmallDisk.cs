using System.Diagnostics;

namespace SqlInference.TestKit;

/// <summary>A file system of a few kilobytes over a folder, in a mount namespace that ends with its process.</summary>
public static class SmallDisk
{
    /// <summary>Why there can be none here; null where there can.</summary>
    public static readonly string? WhyNot = Prerequisites.Try(
        "a small file system can be mounted on Linux only, by unshare and mount",
        "unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp");

    /// <summary>A command that runs a shell script on the small disk; the program is <c>"$@"</c> in it.</summary>
    public static ProcessStartInfo Command(string folder, int kibibytes, string script, params IEnumerable<string> program) => new(
        "unshare",
        ["--map-root-user", "--mount", "sh", "-e", "-c", $"mount -t tmpfs -o size={kibibytes}k tmpfs '{folder}'; {script}", "sh", .. program]);
}
