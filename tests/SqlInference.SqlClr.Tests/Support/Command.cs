using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>The built command, on a data folder that goes with it.</summary>
sealed class Command : IDisposable
{
    const int PatienceMs = 120_000;

    public string Folder { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "sqlinference-clr-" + Guid.NewGuid().ToString("N"))).FullName;

    string Data => Path.Combine(Folder, "data");

    /// <summary>Runs a script on the embedded engine, and answers what it printed.</summary>
    public string Run(string script, params string[] options)
    {
        var file = Path.Combine(Folder, "script.sql");
        File.WriteAllText(file, script);
        using var process = Start($"run --data {Data} {string.Join(" ", options)} {file}");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(PatienceMs), "the command does not end");
        Assert.True(process.ExitCode == 0, $"{script}\n{errors.Result}");
        return output;
    }

    /// <summary>Any other command, which has to succeed.</summary>
    public string Execute(string arguments)
    {
        using var process = Start($"{arguments} --data {Data}");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(PatienceMs), "the command does not end");
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    /// <summary>Starts the service on the folder, and answers it with its address.</summary>
    public (Process Process, string Address) Serve(string options = "")
    {
        var port = FakeService.FreePort();
        var process = Start($"serve --data {Data} --listen http://127.0.0.1:{port} {options}");
        _ = DrainAsync(process.StandardError);
        var address = $"http://127.0.0.1:{port}";
        var waiting = Stopwatch.StartNew();
        while (!IsReady(address))
        {
            Assert.False(process.HasExited, "the service ended");
            Assert.True(waiting.ElapsedMilliseconds < PatienceMs, "the service does not start");
            Task.Delay(50).Wait();
        }

        return (process, address);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    static bool IsReady(string address)
    {
        try
        {
            using var response = System.Net.WebRequest.CreateHttp(address + "/v2/health/ready").GetResponse();
            return true;
        }
        catch (System.Net.WebException)
        {
            return false;
        }
    }

    static async Task DrainAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is not null)
        {
        }
    }

    Process Start(string arguments)
    {
        var start = new ProcessStartInfo(Executable(), arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>From artifacts/bin/SqlInference.SqlClr.Tests/debug to the command's own output in the same configuration.</summary>
    static string Executable()
    {
        var own = new DirectoryInfo(AppDomain.CurrentDomain.BaseDirectory.TrimEnd('/'));
        var path = Path.Combine(own.Parent!.Parent!.FullName, "SqlInference.Cli", own.Name, "sqlinference");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build src/SqlInference.Cli first: there is no {path}.");
    }
}
