using System.Diagnostics;
using System.Reflection;

namespace SqlInference.TestKit;

/// <summary>
/// A copy of this machine's PostgreSQL with the extension in it, built from this checkout. Made once for all tests of a process, and
/// gone with it.
/// </summary>
public sealed class PostgresInstallation
{
    const string SanitizedServer = "../../tests/postgres/sanitized-server.sh";

    // Only what runs as somebody else than the superuser starts a server; initdb wants an account with a name.
    const string Account = "nobody";

    readonly Lazy<string> _folder;

    PostgresInstallation(string script) => _folder = new(() => Make(Path.Combine(Source, script)));

    /// <summary>The extension as it is installed; with sanitizers where tests/postgres/sanitizer.sh runs the tests.</summary>
    public static PostgresInstallation Default { get; } =
        new(Environment.GetEnvironmentVariable("SQLINFERENCE_SANITIZED") is null ? "test/private-server.sh" : SanitizedServer);

    /// <summary>The extension compiled with the compiler's sanitizers: what reads or writes where it must not ends the backend.</summary>
    public static PostgresInstallation Sanitized { get; } = new(SanitizedServer);

    public static string Source { get; } = Path.GetFullPath(typeof(PostgresInstallation).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ExtensionSource").Value!);

    /// <summary>What is missing for a server; null where nothing is.</summary>
    public static string? WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "a PostgreSQL server is started on Linux only"
        : Missing("pg_config", "make", "gcc", "runuser") is { } program ? $"{program} is not installed; deploy-scripts/test.sh installs what a PostgreSQL server needs"
        : !Directory.Exists(Run("pg_config", "--includedir-server").Trim()) ? "the header files of PostgreSQL's server are not installed"
        : null;

    /// <summary>What is missing for a server with sanitizers; null where nothing is.</summary>
    public static string? WhyNotSanitized => WhyNot ??
        (Path.IsPathRooted(Run("gcc", "-print-file-name=libasan.so").Trim()) ? null : "the compiler has no AddressSanitizer; on Debian it is the package libasan8");

    /// <summary>Runs one of PostgreSQL's programs, as an account that may run a server.</summary>
    public string Program(string name, params string[] arguments) => AsAccount(Path.Combine(Programs, name), arguments);

    /// <summary>The same, in a folder that it writes files into.</summary>
    public string ProgramIn(string folder, string name, params string[] arguments) =>
        AsAccount("env", ["-C", folder, Path.Combine(Programs, name), .. arguments]);

    /// <summary>The folder of PostgreSQL's programs.</summary>
    public string Programs => Path.Combine(_folder.Value, "bin");

    /// <summary>Runs the extension's regression suite on the server whose socket is in this folder.</summary>
    public static void RunRegressionSuite(string socketFolder) => Run("env", $"PGHOST={socketFolder}", "PGUSER=postgres", "PGDATABASE=postgres", "flock", Path.Combine(Source, "Makefile"),
        "make", "-s", "-C", Source, "installcheck");

    public static void Own(string folder)
    {
        if (Environment.IsPrivilegedProcess)
            Run("chown", "-R", Account, folder);
    }

    static string AsAccount(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Run("runuser", ["-u", Account, "--", program, .. arguments])
        : Run(program, arguments);

    static string Make(string script)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-postgres-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
            UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        // Other runs may build from the same sources.
        Run("flock", Path.Combine(Source, "Makefile"), script, folder);
        return folder;
    }

    static string? Missing(params string[] programs) => programs.FirstOrDefault(program =>
        !Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, program))));

    public static string Run(string program, params string[] arguments)
    {
        // What the server starts keeps our pipes open for as long as it runs, so that output goes through a file.
        var output = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", output, program, .. arguments])
            {
                WorkingDirectory = Path.GetTempPath(),
            })!;
            process.WaitForExit();
            var text = File.ReadAllText(output);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {text}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
