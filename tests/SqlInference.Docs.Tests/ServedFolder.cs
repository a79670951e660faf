using System.Diagnostics;
using SqlInference.TestKit;

namespace SqlInference.Docs.Tests;

/// <summary>
/// <c>sqlinference serve</c> on a fresh folder, and bash beside it. Scripts find the service at <c>$SQLI</c>, its folder at
/// <c>$DATA</c> and the command itself in their path.
/// </summary>
sealed class ServedFolder : IDisposable
{
    const string Listening = "Listening on ";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-docs-").FullName;
    readonly Process _service;

    public ServedFolder()
    {
        _service = Process.Start(Command(HostProcess.Dotnet, HostProcess.BesideTest("sqlinference"), "serve", "--data", Data, "--listen", "http://127.0.0.1:0"))!;
        Address = AddressOf(_service);
        // What is not read would block the service once the pipe is full.
        _ = _service.StandardError.ReadToEndAsync();
    }

    public string Address { get; }

    string Data => Path.Combine(_folder, "data");

    /// <summary>What a script prints; it has to succeed, in each of its commands.</summary>
    public string Run(string page, ShellBlock block)
    {
        var command = Command("bash", "-euo", "pipefail", "-c", block.Script);
        command.Environment["SQLI"] = Address;
        command.Environment["DATA"] = Data;
        // Debian's own programs first, which is where it puts Amazon's clients.
        command.Environment["PATH"] = $"{AppContext.BaseDirectory}:/usr/bin:{Environment.GetEnvironmentVariable("PATH")}";
        command.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(HostProcess.Dotnet);
        using var script = Process.Start(command)!;
        var errors = script.StandardError.ReadToEndAsync();
        var output = script.StandardOutput.ReadToEndAsync();
        if (!script.WaitForExit(Patience))
            script.Kill(entireProcessTree: true);
        Assert.True(script.ExitCode == 0, $"{page}:{block.Line} ended with {script.ExitCode}:\n{output.Result}\n{errors.Result}");
        return output.Result;
    }

    public void Dispose()
    {
        _service.Kill();
        _service.WaitForExit();
        _service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static string AddressOf(Process service)
    {
        var told = new List<string>();
        while (service.StandardError.ReadLine() is { } line)
        {
            told.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var start)
                return line[(start + Listening.Length)..];
        }

        throw new InvalidOperationException($"The service does not start:\n{string.Join('\n', told)}");
    }

    ProcessStartInfo Command(string program, params string[] arguments) =>
        new(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
}
