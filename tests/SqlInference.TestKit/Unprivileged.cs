using System.Diagnostics;

namespace SqlInference.TestKit;

/// <summary>An account that is not the superuser, who may write anywhere.</summary>
public static class Unprivileged
{
    static readonly string[] Nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    /// <summary>Why there can be none here; null where there can.</summary>
    public static readonly string? WhyNot = Environment.IsPrivilegedProcess
        ? Prerequisites.Try("the superuser may write anywhere, and another account is taken by setpriv", "setpriv", [.. Nobody, HostProcess.Dotnet, "--list-runtimes"])
        : OperatingSystem.IsLinux() ? null : "rights are taken away by Unix file modes; this is not Linux";

    public static ProcessStartInfo Command(params string[] program) => Environment.IsPrivilegedProcess
        ? new("setpriv", [.. Nobody, .. program])
        : new(program[0], program[1..]);
}
