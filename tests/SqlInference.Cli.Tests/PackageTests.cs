using System.Diagnostics;
using System.Net.Sockets;
using SqlInference.TestKit;

namespace SqlInference.Cli.Tests;

/// <summary>The archive for servers without .NET, unpacked and used as on such a server.</summary>
public sealed class PackageTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PackageFact]
    public void The_command_runs_where_no_dotnet_is()
    {
        var installed = Unpack();

        Assert.StartsWith("sqlinference ", Run(Path.Combine(installed, "sqlinference"), "--version"), StringComparison.Ordinal);
        Assert.Equal("one\n1\n", Run(Path.Combine(installed, "sqlinference"), "run", "--data", Path.Combine(_folder, "data"), "--format", "csv", "-c", "SELECT 1 AS one"));
        Assert.All(["LICENSE", "NOTICE", "sqlinference.service", "sqlinference.json", "managed.sql", "managed-uninstall.sql"], file => Assert.True(File.Exists(Path.Combine(installed, file)), file));
    }

    [PackageFact]
    public async Task The_service_starts_from_its_example_configuration_and_ends_in_order()
    {
        var installed = Unpack();
        var socket = Path.Combine(_folder, "s.sock");
        using var service = Start(Path.Combine(installed, "sqlinference"), "serve", "--config", Path.Combine(installed, "sqlinference.json"),
            "--data", Path.Combine(_folder, "data"), "--listen", $"unix:{socket}");

        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        Assert.Equal("""{"ready":true}""", await WhenUpAsync(service, () => client.GetStringAsync("http://localhost/v2/health/ready")));

        Process.Start("kill", ["-TERM", $"{service.Id}"]).WaitForExit();
        Assert.True(service.WaitForExit(30_000));
        Assert.Equal(0, service.ExitCode);
        Assert.Contains("\"Stopped\"", await service.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    string Unpack()
    {
        Run("/usr/bin/tar", "-xzf", PackageFactAttribute.Archive!, "-C", _folder);
        return Assert.Single(Directory.GetDirectories(_folder, "sqlinference-*"));
    }

    static async Task<string> WhenUpAsync(Process service, Func<Task<string>> ask)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (patience.Elapsed < TimeSpan.FromSeconds(60) && !service.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    string Run(string file, params string[] arguments)
    {
        using var process = Start(file, arguments);
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }

    /// <summary>With nothing of the machine's .NET in sight.</summary>
    Process Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = _folder;
        return Process.Start(start)!;
    }
}
