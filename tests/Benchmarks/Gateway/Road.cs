using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SqlInference.TestKit;

namespace Benchmarks.Gateway;

/// <summary>One way from a client to the server: straight, or through a process that relays.</summary>
sealed class Road : IDisposable
{
    readonly Process? _process;

    Road(string name, string host, int port, Process? process) => (Name, Host, Port, _process) = (name, host, port, process);

    public string Name { get; }

    public string Host { get; }

    public int Port { get; }

    public static Road Direct(string folder) => new("straight", folder, 5432, null);

    public static Road Blind(string folder)
    {
        var port = FreePort.Find();
        return Start("a relay that reads nothing", port, Path.Combine(AppContext.BaseDirectory, "Benchmarks"), [BlindRelay.Argument, $"{port}", Path.Combine(folder, ".s.PGSQL.5432")]);
    }

    public static Road Gateway(string folder)
    {
        var port = FreePort.Find();
        return Start("the gateway", port, HostProcess.Dotnet, [HostProcess.BesideTest("sqlinference"), "gateway", "--upstream", $"Host={folder}", "--listen", $"127.0.0.1:{port}"]);
    }

    /// <summary>Null where pgbouncer is not installed.</summary>
    public static Road? PgBouncer(string folder)
    {
        const string Program = "/usr/sbin/pgbouncer";
        if (!File.Exists(Program))
            return null;
        var (port, file) = (FreePort.Find(), Path.Combine(folder, "pgbouncer.ini"));
        File.WriteAllText(file, $"""
            [databases]
            bench = host={folder} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = session
            """);
        PostgresInstallation.Own(file);
        return Start("pgbouncer", port, "runuser", ["-u", "nobody", "--", Program, "-q", file]);
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    static Road Start(string name, int port, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // As the gateway has it, so that the relay is as good as it can be.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = $"{Math.Max(1, Environment.ProcessorCount / 2)}";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var left = 200; ; left--)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Loopback, port);
                return new(name, "127.0.0.1", port, process);
            }
            catch (SocketException) when (left > 0 && !process.HasExited)
            {
                Thread.Sleep(50);
            }
        }
    }
}
